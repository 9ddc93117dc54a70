package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The entry that each slot number stands for. Guarded by the store's lock. */
final class Slots<T extends CacheItem> implements DueQueue.DueTimes {

  private @Nullable Entry<T>[] entries = newArray(64);

  Entry<T> get(int slot) {
    Entry<T> entry = entries[slot];
    if (entry == null) {
      throw new IllegalStateException("slot " + slot + " is free");
    }
    return entry;
  }

  void put(int slot, Entry<T> entry) {
    if (slot >= entries.length) {
      entries = Arrays.copyOf(entries, slot + (slot >> 2) + 1);
    }
    entries[slot] = entry;
  }

  void remove(int slot) {
    entries[slot] = null;
  }

  @Override
  public long due(int slot) {
    return get(slot).due();
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type can't be made otherwise
  static <T extends CacheItem> Entry<T>[] newArray(int length) {
    return new Entry[length];
  }
}
