package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The entries by id: a hash table with open addressing and linear probing, whose readers take no
 * lock and write nothing. Against a {@link java.util.concurrent.ConcurrentHashMap} it saves the 32
 * bytes of a node per item, and a read the cache miss between node and entry.
 *
 * <p>A reader sees what was there when it began, or what came meanwhile. That is easy here, since
 * an entry is never used again: whoever holds one that has left the table finds it without an item.
 */
final class EntryTable<T extends CacheItem> {

  private static final int SMALLEST = 64;

  /** Ids that collide by accident don't need as many probes; so these were made to collide. */
  private static final int SUSPICIOUS = 128;

  private static final int GOLDEN_RATIO = 0x9E3779B9;
  private static final VarHandle AT = MethodHandles.arrayElementVarHandle(Entry[].class);

  /** Stands where an entry has been removed, so that probes go on. */
  private static final Entry<?> GONE = Entry.gone();

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by the lock; the table is also read without it.
  private volatile Table<T> table = new Table<>(newArray(SMALLEST), 0);
  private int live;
  private int used;

  /**
   * An array that only grows fuller.
   *
   * @param seed zero to go by the ids' own hash codes; else a secret to hash them anew with
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Table<T extends CacheItem>(@Nullable Entry<T>[] places, int seed) {

    int place(String id, int hash) {
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

    int after(int place) {
      return (place + 1) & (places.length - 1);
    }

    @SuppressWarnings("unchecked") // nothing else is ever put there
    @Nullable Entry<T> at(int place) {
      return (Entry<T>) AT.getAcquire(places, place);
    }

    void put(int place, Entry<?> entry) {
      AT.setRelease(places, place, entry);
    }

    /** True if another one used place would be too many: probes lengthen beyond two thirds. */
    boolean isFull(int used) {
      return used + 1 > places.length / 3 * 2;
    }
  }

  @Nullable Entry<T> get(String id) {
    Table<T> now = table;
    int hash = id.hashCode();
    for (int place = now.place(id, hash); ; place = now.after(place)) {
      Entry<T> entry = now.at(place);
      if (entry == null || entry.is(id, hash)) {
        return entry;
      }
    }
  }

  /** Adds an entry, in place of the one before it if there is one of that id. */
  void put(Entry<T> entry) {
    lock.lock();
    try {
      if (table.isFull(used)) {
        rebuild(table.seed);
      }
      if (add(table, entry) > SUSPICIOUS && table.seed == 0) {
        rebuild(ThreadLocalRandom.current().nextInt() | 1);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many places were looked at. */
  private int add(Table<T> to, Entry<T> entry) {
    int free = -1;
    int probes = 1;
    for (int place = to.place(entry.id(), entry.hash()); ; place = to.after(place), probes++) {
      Entry<T> present = to.at(place);
      if (present == GONE) {
        free = free < 0 ? place : free;
      } else if (present == null) {
        used += free < 0 ? 1 : 0;
        live++;
        to.put(free < 0 ? place : free, entry);
        return probes;
      } else if (present.is(entry.id(), entry.hash())) {
        to.put(place, entry);
        return probes;
      }
    }
  }

  /** Removes an entry if it is still there. */
  void remove(Entry<T> entry) {
    lock.lock();
    try {
      Table<T> now = table;
      for (int place = now.place(entry.id(), entry.hash()); ; place = now.after(place)) {
        Entry<T> present = now.at(place);
        if (present == null) {
          return;
        }
        if (present == entry) {
          now.put(place, GONE);
          live--;
          return;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Moves all that is there into a new array, of a size for what is there. */
  private void rebuild(int seed) {
    int size = SMALLEST;
    while (size < 2L * live && size < 1 << 30) {
      size <<= 1;
    }
    Table<T> old = table;
    Table<T> next = new Table<>(newArray(size), seed);
    live = 0;
    used = 0;
    for (int place = 0; place < old.places.length; place++) {
      Entry<T> entry = old.at(place);
      if (entry != null && entry != GONE) {
        int unused = add(next, entry);
      }
    }
    table = next;
  }

  /** All entries; weakly consistent. */
  Stream<Entry<T>> stream() {
    return Arrays.stream(table.places).filter(entry -> entry != null && entry != GONE);
  }

  /** How large the table is. */
  int places() {
    return table.places.length;
  }

  /** The most places that must be looked at to find an entry; takes a while. */
  int longestProbe() {
    Table<T> now = table;
    int longest = 0;
    for (Entry<T> entry : stream().toList()) {
      int probe = 1;
      for (int place = now.place(entry.id(), entry.hash());
          now.at(place) != entry;
          place = now.after(place)) {
        probe++;
      }
      longest = Math.max(longest, probe);
    }
    return longest;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type can't be made otherwise
  private static <T extends CacheItem> @Nullable Entry<T>[] newArray(int length) {
    return new Entry[length];
  }
}
