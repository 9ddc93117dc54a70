package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;

/**
 * One generation of an item, from its creation to its removal: the item itself, in {@link
 * ItemReference}, and what the schedule knows about it. The latter is written under the store's
 * lock, or by the claimer during a claim. Others read it without the lock only to show it.
 *
 * <p>The times are packed, so that an entry takes 48 bytes: 40 bits for each of two wall-clock
 * times, in milliseconds since the store's origin, which last for 17 years, and 47 bits for the due
 * time, in units of ten microseconds, which last for 44 years.
 */
final class Entry<T extends CacheItem> extends ItemReference<T> {

  private static final int WALL_BITS = 40;
  private static final long WALL_MASK = (1L << WALL_BITS) - 1;
  private static final long LATEST_WALL = (1L << (WALL_BITS - 1)) - 1;

  /** Stands for no time. */
  private static final long NO_WALL = -LATEST_WALL - 1;

  private static final long DUE_UNIT = 10_000;
  private static final int DUE_SHIFT = 16;
  private static final long LATEST_DUE = ((1L << 47) - 1) * DUE_UNIT;

  /** Beside the due time, it says that this is in real time. */
  private static final long REAL = 1L << 63;

  private static final int FREED = Integer.MIN_VALUE;

  /** The number of the slot; its bitwise complement once {@link #isRemoved}. */
  private int slot;

  private volatile SyncStatus status;

  /** Whether the due time is in real time, the due time, the upper 16 bits of the creation time. */
  private long dueAndCreated;

  /** The lower 24 bits of the creation time, then the time of the last successful sync. */
  private long createdAndSynced;

  /**
   * @param createdAt in milliseconds of the wall clock since the store's origin
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

  /** An entry without an item, which no id matches. */
  static Entry<?> tombstone() {
    return new Entry<>();
  }

  int slot() {
    return slot < 0 ? ~slot : slot;
  }

  /** True once {@link Schedule#remove} has removed this entry. */
  boolean isRemoved() {
    return slot < 0;
  }

  void markRemoved() {
    slot = ~slot;
  }

  /** Notes that its slot may belong to another entry from now on. */
  void markFreed() {
    slot = FREED;
  }

  SyncStatus status() {
    return status;
  }

  /** To be called only if the status has changed, since it costs a garbage collector's barrier. */
  void status(SyncStatus now) {
    status = now;
  }

  /**
   * When the item is due, or expires if terminal, in nanoseconds since the store's origin: by the
   * {@link StretchedClock}, unless it {@link #isDueInReal}.
   */
  long due() {
    return ((dueAndCreated & ~REAL) >>> DUE_SHIFT) * DUE_UNIT;
  }

  /** True if the due time is in real time: of what is new or asked for, and before a release. */
  boolean isDueInReal() {
    return dueAndCreated < 0;
  }

  /** Rounds a time in the future up, so that nothing is early, and any other time down. */
  void due(long due, long now) {
    long units = due <= now ? due / DUE_UNIT : (Math.min(due, LATEST_DUE) - 1) / DUE_UNIT + 1;
    dueAndCreated = units << DUE_SHIFT | (dueAndCreated & 0xFFFF);
  }

  /** The same in real time. */
  void dueInReal(long due, long now) {
    due(due, now);
    dueAndCreated |= REAL;
  }

  /** Makes a due time in real time one by the {@link StretchedClock}, which is behind by this. */
  void dueInStretched(long offset) {
    long units = (dueAndCreated & ~REAL) >>> DUE_SHIFT;
    dueAndCreated = Math.max(0, units - offset / DUE_UNIT) << DUE_SHIFT | (dueAndCreated & 0xFFFF);
  }

  /** In milliseconds of the wall clock since the store's origin. */
  long createdAt() {
    long upper = (short) dueAndCreated;
    return upper << 24 | createdAndSynced >>> WALL_BITS;
  }

  boolean isSynced() {
    return syncedAt() != NO_WALL;
  }

  /** In milliseconds of the wall clock since the store's origin; only if {@link #isSynced}. */
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
