package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;

/**
 * One generation of an item, from its creation to its removal: the item itself, as {@link
 * ItemReference} says, and what the schedule knows of it. That is written under the store's lock,
 * or by the claimer while it is claimed, and read by others only to be shown.
 *
 * <p>An entry takes 48 bytes, which is why its times are packed: 40 bits each for two wall times,
 * in milliseconds from that of the store, and 47 bits for the due time, in tens of microseconds.
 * That lasts for 17 and 44 years.
 */
final class Entry<T extends CacheItem> extends ItemReference<T> {

  private static final int WALL_BITS = 40;
  private static final long WALL_MASK = (1L << WALL_BITS) - 1;
  private static final long LATEST_WALL = (1L << (WALL_BITS - 1)) - 1;

  /** In the place of a time, it says that there is none. */
  private static final long NO_WALL = -LATEST_WALL - 1;

  private static final long DUE_UNIT = 10_000;
  private static final int DUE_SHIFT = 16;
  private static final long LATEST_DUE = ((1L << 47) - 1) * DUE_UNIT;

  /** Beside the due time, it says that this is in real time. */
  private static final long REAL = 1L << 63;

  private static final int FREED = Integer.MIN_VALUE;

  /** The number of the slot; its complement once the item's removal has been accounted for. */
  private int slot;

  private SyncStatus status;

  /**
   * Whether the due time is in real time, that time, then the upper 16 bits of the creation's time.
   */
  private long dueAndCreated;

  /** The lower 24 bits of the creation's time, then the last sync's. */
  private long createdAndSynced;

  /**
   * @param createdAt in milliseconds of the wall clock from that of the store
   */
  Entry(String id, T item, SyncStatus status, long createdAt, int slot) {
    super(id, item);
    this.status = status;
    this.slot = slot;
    long created = clampedWall(createdAt);
    dueAndCreated = (created >> 24) & 0xFFFF;
    createdAndSynced = created << WALL_BITS | (NO_WALL & WALL_MASK);
  }

  private Entry() {
    status = SyncStatus.USUAL;
    slot = FREED;
  }

  /** An entry without an item, that {@linkplain #is is} of no id. */
  static Entry<?> tombstone() {
    return new Entry<>();
  }

  int slot() {
    return slot < 0 ? ~slot : slot;
  }

  /** True once the removal has been accounted for. */
  boolean isRemoved() {
    return slot < 0;
  }

  void markRemoved() {
    slot = ~slot;
  }

  /** Its slot may be another entry's from now on. */
  void markFreed() {
    slot = FREED;
  }

  SyncStatus status() {
    return status;
  }

  /** To be set only when it has changed: it costs a collector's barrier. */
  void status(SyncStatus now) {
    status = now;
  }

  /**
   * When it is due, or if terminal when it expires; nanoseconds since the store's origin. By the
   * {@link StretchedClock}, unless it {@link #isDueInReal}.
   */
  long due() {
    return ((dueAndCreated & ~REAL) >>> DUE_SHIFT) * DUE_UNIT;
  }

  /** True if the due time is in real time: of what is new or asked for, and before a release. */
  boolean isDueInReal() {
    return dueAndCreated < 0;
  }

  /** What is due already stays so; any other time is rounded up, so that nothing is early. */
  void due(long due, long now) {
    long units = due <= now ? due / DUE_UNIT : (Math.min(due, LATEST_DUE) - 1) / DUE_UNIT + 1;
    dueAndCreated = units << DUE_SHIFT | (dueAndCreated & 0xFFFF);
  }

  /** The same in real time. */
  void dueInReal(long due, long now) {
    due(due, now);
    dueAndCreated |= REAL;
  }

  /** In milliseconds of the wall clock from that of the store. */
  long createdAt() {
    long upper = (short) dueAndCreated;
    return upper << 24 | createdAndSynced >>> WALL_BITS;
  }

  boolean isSynced() {
    return syncedAt() != NO_WALL;
  }

  /** In milliseconds of the wall clock from that of the store; only if it {@link #isSynced}. */
  long syncedAt() {
    return createdAndSynced << (Long.SIZE - WALL_BITS) >> (Long.SIZE - WALL_BITS);
  }

  void synced(long at) {
    long upper = createdAndSynced >>> WALL_BITS << WALL_BITS;
    createdAndSynced = upper | (clampedWall(at) & WALL_MASK);
  }

  private static long clampedWall(long millis) {
    return Math.max(-LATEST_WALL, Math.min(millis, LATEST_WALL));
  }
}
