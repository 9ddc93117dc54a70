package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The entries by id: a hash table whose readers take no lock and write nothing. Compared with a
 * {@link java.util.concurrent.ConcurrentHashMap} it saves a node of 32 bytes per item, and for each
 * read the cache miss between node and entry. Thread-safe.
 *
 * <p>A table that is too full, or far too empty, gets another array, to which the entries are moved
 * in steps: {@value #STEP} places at each put and remove (incremental rehashing, as in Redis), so
 * that none of them takes long. During a move a reader that finds nothing in the newer array looks
 * into the older one too. It misses no entry, since moved entries also stay in the older array. If
 * it finds an entry that was removed meanwhile, that entry has no item.
 *
 * <p>Ids that were made to collide are detected by the length of a probe. Then the entries are
 * moved to an array that hashes ids with a secret. This may happen during another move, so there
 * may be two older arrays; the oldest is emptied first.
 */
final class EntryTable<T extends CacheItem> {

  /** The number of places of the oldest array that each put and remove moves. */
  static final int STEP = 64;

  private static final int SMALLEST = 64;
  private static final int LARGEST = 1 << 30;

  /** Ids that collide by accident need fewer probes than this. */
  private static final int SUSPICIOUS = 256;

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by the lock; the arrays are also read without it.
  private volatile EntryArray<T> array = EntryArray.empty(SMALLEST, 0, null);

  /** The number of entries. */
  private int live;

  /** The number of places of the newest array that are not empty. */
  private int used;

  /** All places of the oldest array before this one have been moved. */
  private int moved;

  @Nullable Entry<T> get(String id) {
    return array.find(id, id.hashCode());
  }

  /** Adds an entry, replacing the entry of the same id if there is one. */
  void put(Entry<T> entry) {
    lock.lock();
    try {
      move();
      makeRoom();
      EntryArray<T> newest = array;
      String id = entry.id();
      int hash = entry.hash();
      int place = newest.search(id, hash);
      boolean replaces = newest.at(place) != null;
      if (replaces) {
        newest.put(place, entry);
      } else {
        add(newest, entry);
      }
      // After that, so that readers find either the new entry or the old one.
      for (EntryArray<T> old = newest.older(); old != null; old = old.older()) {
        int oldPlace = old.search(id, hash);
        if (old.at(oldPlace) != null) {
          old.putTombstone(oldPlace);
          replaces = true;
        }
      }
      live += replaces ? 0 : 1;
      if (newest.seed() == 0 && newest.distance(id, hash, place) > SUSPICIOUS) {
        hashWithSecret();
      }
    } finally {
      lock.unlock();
    }
  }

  private void add(EntryArray<T> to, Entry<T> entry) {
    int place = to.firstFree(entry.id(), entry.hash());
    used += to.at(place) == null ? 1 : 0;
    to.put(place, entry);
  }

  /** Removes an entry if it is still there. */
  void remove(Entry<T> entry) {
    lock.lock();
    try {
      EntryArray<T> newest = array;
      int place = placeOf(entry, newest);
      boolean found = place >= 0;
      used -= found ? newest.clear(place) : 0;
      for (EntryArray<T> old = newest.older(); old != null; old = old.older()) {
        int oldPlace = placeOf(entry, old);
        if (oldPlace >= 0) {
          old.putTombstone(oldPlace);
          found = true;
        }
      }
      live -= found ? 1 : 0;
      move();
      shrink();
    } finally {
      lock.unlock();
    }
  }

  /** The place of an entry in an array, or -1. */
  private int placeOf(Entry<T> entry, EntryArray<T> in) {
    int place = in.search(entry.id(), entry.hash());
    return in.at(place) == entry ? place : -1;
  }

  /** Moves the entries of the next places of the oldest array, if a move is under way. */
  private void move() {
    EntryArray<T> newest = array;
    EntryArray<T> rest = newest.withoutOldest();
    if (rest == null) {
      return;
    }
    EntryArray<T> oldest = newest.oldest();
    int end = Math.min(moved + STEP, oldest.capacity());
    for (; moved < end; moved++) {
      Entry<T> entry = oldest.at(moved);
      if (entry != null && EntryArray.isEntry(entry)) {
        add(newest, entry);
      }
    }
    if (moved == oldest.capacity()) {
      array = rest;
      moved = 0;
    }
  }

  /** Keeps at least a third of the places empty, because probes become long beyond that. */
  private void makeRoom() {
    while (isFull() && array.older() != null) {
      move(); // never needed while a move ends before the new array is full
    }
    if (isFull()) {
      begin(capacityFor(live), array.seed());
    }
  }

  private boolean isFull() {
    return used + 1 > array.capacity() / 3 * 2;
  }

  /** Shrinks below an eighth, so that a table which has just grown does not shrink soon. */
  private void shrink() {
    int capacity = array.capacity();
    if (array.older() == null && capacity > SMALLEST && live < capacity / 8) {
      begin(capacityFor(2 * live), array.seed());
    }
  }

  private void hashWithSecret() {
    int capacity = Math.max(capacityFor(live), array.capacity());
    begin(capacity, ThreadLocalRandom.current().nextInt() | 1);
  }

  /** A capacity of at least twice as many places as entries. */
  private static int capacityFor(int entries) {
    int capacity = SMALLEST;
    while (capacity < 2L * entries && capacity < LARGEST) {
      capacity <<= 1;
    }
    return capacity;
  }

  /** Begins a move of all entries to a new array. */
  private void begin(int capacity, int seed) {
    array = EntryArray.empty(capacity, seed, array);
    used = 0;
  }

  /** All entries; weakly consistent. */
  Stream<Entry<T>> stream() {
    return stream(array);
  }

  /**
   * The older arrays come first, because an entry that is moved meanwhile also stays there. An
   * entry of a newer array that is in an older one too has been seen already.
   */
  private static <T extends CacheItem> Stream<Entry<T>> stream(EntryArray<T> newest) {
    Stream<Entry<T>> entries = Arrays.stream(newest.places()).filter(EntryArray::isEntry);
    EntryArray<T> older = newest.older();
    return older == null
        ? entries
        : Stream.concat(
            stream(older), entries.filter(entry -> older.find(entry.id(), entry.hash()) != entry));
  }

  /** The number of places, including those of older arrays. */
  int places() {
    int places = 0;
    for (EntryArray<T> each = array; each != null; each = each.older()) {
      places += each.capacity();
    }
    return places;
  }

  /** True while entries are moved from one array to another. */
  boolean isMoving() {
    return array.older() != null;
  }

  /** The most places that a reader looks at to find an entry; takes time in proportion to all. */
  int longestProbe() {
    EntryArray<T> now = array;
    return stream(now).mapToInt(entry -> now.probes(entry.id(), entry.hash())).max().orElse(0);
  }

  /** The number of places that a reader looks at to find that an id is absent. */
  int probesOfMiss(String id) {
    return array.probes(id, id.hashCode());
  }
}
