package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An array of entries with open addressing and linear probing: an entry is at the place given by
 * the hash of its id, or after it with no empty place between.
 *
 * <p>While entries are moved to a larger or smaller array, the arrays form a chain: each refers to
 * the next older one. Any thread may read while one thread at a time writes. Readers miss no entry,
 * because an entry never changes its place within an array, a removed entry leaves a tombstone
 * wherever a probe has to go on, and a moved entry also stays in the older array.
 *
 * @param seed zero to use the ids' own hash codes; otherwise a secret to hash the ids with
 * @param older the array from which entries have yet to be moved, or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record EntryArray<T extends CacheItem>(
    @Nullable Entry<T>[] places, int seed, @Nullable EntryArray<T> older) {

  /** Stands where an entry was removed. */
  private static final Entry<?> TOMBSTONE = Entry.tombstone();

  private static final int GOLDEN_RATIO = 0x9E3779B9;
  private static final VarHandle AT = MethodHandles.arrayElementVarHandle(Entry[].class);

  /**
   * An array without entries.
   *
   * @param capacity a power of two
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type can't be made otherwise
  static <T extends CacheItem> EntryArray<T> empty(
      int capacity, int seed, @Nullable EntryArray<T> older) {
    return new EntryArray<>(new Entry[capacity], seed, older);
  }

  int capacity() {
    return places.length;
  }

  /** The oldest array of the chain. */
  EntryArray<T> oldest() {
    EntryArray<T> array = this;
    for (EntryArray<T> next = older; next != null; next = next.older) {
      array = next;
    }
    return array;
  }

  /** The same chain without its oldest array; null if this is the oldest. */
  @Nullable EntryArray<T> withoutOldest() {
    return older == null ? null : new EntryArray<>(places, seed, older.withoutOldest());
  }

  /** The entry of an id in this array or an older one, or null. */
  @Nullable Entry<T> find(String id, int hash) {
    for (int place = home(id, hash); ; place = after(place)) {
      Entry<T> entry = at(place);
      if (entry == null) {
        return older == null ? null : older.find(id, hash);
      }
      if (entry.is(id, hash)) {
        return entry;
      }
    }
  }

  /** The number of places that {@link #find} looks at. */
  int probes(String id, int hash) {
    int probes = 1;
    for (int place = home(id, hash); ; place = after(place), probes++) {
      Entry<T> entry = at(place);
      if (entry == null) {
        return older == null ? probes : probes + older.probes(id, hash);
      }
      if (entry.is(id, hash)) {
        return probes;
      }
    }
  }

  /**
   * The place of the entry of an id in this array, or the empty place where a probe for it ends.
   */
  int search(String id, int hash) {
    int place = home(id, hash);
    for (Entry<T> entry = at(place); entry != null && !entry.is(id, hash); entry = at(place)) {
      place = after(place);
    }
    return place;
  }

  /** The first place without an entry, from the place that the hash of this id gives. */
  int firstFree(String id, int hash) {
    int place = home(id, hash);
    while (isEntry(at(place))) {
      place = after(place);
    }
    return place;
  }

  /** How far a place is from the one that the hash of this id gives. */
  int distance(String id, int hash, int place) {
    return (place - home(id, hash)) & (places.length - 1);
  }

  private int home(String id, int hash) {
    int mixed = (seed == 0 ? hash : rehash(id)) * GOLDEN_RATIO;
    return mixed >>> (Integer.numberOfLeadingZeros(places.length) + 1);
  }

  private int rehash(String id) {
    int hash = seed;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x01000193;
      hash ^= hash >>> 15;
    }
    return hash;
  }

  private int after(int place) {
    return (place + 1) & (places.length - 1);
  }

  private int before(int place) {
    return (place - 1) & (places.length - 1);
  }

  /** The entry at a place, a tombstone, or null. */
  @SuppressWarnings("unchecked") // nothing else is ever put there
  @Nullable Entry<T> at(int place) {
    return (Entry<T>) AT.getAcquire(places, place);
  }

  static boolean isEntry(@Nullable Entry<?> entry) {
    return entry != null && entry != TOMBSTONE;
  }

  void put(int place, Entry<?> entry) {
    AT.setRelease(places, place, entry);
  }

  /** Puts a tombstone in place of an entry. */
  void putTombstone(int place) {
    put(place, TOMBSTONE);
  }

  /**
   * Removes the entry at a place. If the place after it is empty, no probe has to go on here, so
   * the place and all tombstones right before it become empty.
   *
   * @return the number of places that have become empty
   */
  int clear(int place) {
    if (at(after(place)) != null) {
      put(place, TOMBSTONE);
      return 0;
    }
    int cleared = 0;
    int last = place;
    do {
      AT.setRelease(places, last, null);
      cleared++;
      last = before(last);
    } while (at(last) == TOMBSTONE);
    return cleared;
  }
}
