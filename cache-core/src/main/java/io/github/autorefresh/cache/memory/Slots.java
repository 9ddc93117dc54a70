package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The entry of each slot. Guarded by the store's lock. */
final class Slots<T extends CacheItem> implements DueTimes, SlotPieces {

  private @Nullable Entry<T>[][] pieces = newPieces(0);

  Entry<T> get(int slot) {
    Entry<T> entry = pieces[slot >> SlotNumbers.PIECE_BITS][slot & SlotNumbers.MASK];
    if (entry == null) {
      throw new IllegalStateException("slot " + slot + " is free");
    }
    return entry;
  }

  void put(int slot, Entry<T> entry) {
    pieces[slot >> SlotNumbers.PIECE_BITS][slot & SlotNumbers.MASK] = entry;
  }

  void remove(int slot) {
    pieces[slot >> SlotNumbers.PIECE_BITS][slot & SlotNumbers.MASK] = null;
  }

  @Override
  public long due(int slot) {
    return get(slot).due();
  }

  @Override
  public void add(int piece) {
    if (piece == pieces.length) {
      pieces = Arrays.copyOf(pieces, piece + 1);
    }
    pieces[piece] = newArray(SlotNumbers.PIECE);
  }

  @Override
  public void drop(int piece) {
    pieces[piece] = newArray(0);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type can't be made otherwise
  static <T extends CacheItem> Entry<T>[] newArray(int length) {
    return new Entry[length];
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // as above
  private static <T extends CacheItem> @Nullable Entry<T>[][] newPieces(int length) {
    return new Entry[length][];
  }
}
