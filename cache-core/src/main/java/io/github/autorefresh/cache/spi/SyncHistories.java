package io.github.autorefresh.cache.spi;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The columns of {@link ClaimedItems} for a learned cadence: what the store knows of the past of
 * each item, and what the engine plans for it. Not thread-safe.
 */
public final class SyncHistories {

  /** Stands for a time that the store does not know. */
  public static final long UNKNOWN = -1;

  /** An item that changed in so many syncs by the clock in a row is on the fixed period. */
  public static final int MOST_CHANGES = 3;

  private static final int BY_CLOCK = 4;

  private long[] unchanged = {};
  private long[] sinceSync = {};
  private byte[] changesAndClock = {};
  private float[] planned = {};
  private float[] plans = {};
  private @Nullable Object[] notes = {};

  SyncHistories() {}

  /**
   * Set by the store when it has claimed an item.
   *
   * @param unchangedNanos for how long the state has been the same by now, as far as the item's
   *     syncs tell: since the middle of the interval in which a sync found it changed, or since the
   *     creation
   * @param sinceSyncNanos the time since the last successful sync, or the creation if there was
   *     none; {@link #UNKNOWN} if it is not known
   * @param changes how many of the last syncs by the clock found a change, one after the other; at
   *     most {@link #MOST_CHANGES}
   * @param byClock true if the item is due because its interval has passed; false for a first sync,
   *     a refresh and a probe
   * @param planned the interval that was planned last, as a multiple of the cache's period; 0 if
   *     the item is on a period of its own
   */
  public void set(
      int i,
      long unchangedNanos,
      long sinceSyncNanos,
      int changes,
      boolean byClock,
      float planned) {
    unchanged[i] = unchangedNanos;
    sinceSync[i] = sinceSyncNanos;
    changesAndClock[i] = (byte) (changes | (byClock ? BY_CLOCK : 0));
    this.planned[i] = planned;
    plans[i] = planned > 0 ? planned : 1;
    notes[i] = null;
  }

  /** For how long the state has been the same, in nanoseconds, as of the claim. */
  public long unchangedNanos(int i) {
    return unchanged[i];
  }

  /** Nanoseconds from the last successful sync to the claim, or {@link #UNKNOWN}. */
  public long sinceSyncNanos(int i) {
    return sinceSync[i];
  }

  /** How many of the last syncs by the clock found a change; at most {@link #MOST_CHANGES}. */
  public int changes(int i) {
    return changesAndClock[i] & (BY_CLOCK - 1);
  }

  /**
   * The same, once this sync has found the item changed or not; what others than the clock have
   * asked for says nothing.
   */
  public int changesAfter(int i, boolean changed) {
    int before = changes(i);
    if (!isByClock(i)) {
      return before;
    }
    return changed ? Math.min(before + 1, MOST_CHANGES) : 0;
  }

  /** True if the item is due because its interval has passed. */
  public boolean isByClock(int i) {
    return (changesAndClock[i] & BY_CLOCK) != 0;
  }

  /**
   * The interval that has passed, as it was planned, as a multiple of the cache's period; 0 if the
   * item was on a period of its own.
   */
  public float planned(int i) {
    return planned[i];
  }

  /**
   * Set by the engine after a successful call.
   *
   * @param interval the planned interval, as a multiple of the cache's period
   */
  public void plan(int i, float interval) {
    plans[i] = interval;
  }

  /** The interval that is planned next, as a multiple of the cache's period. */
  public float plan(int i) {
    return plans[i];
  }

  /** Notes something of the engine's own. */
  public void note(int i, Object note) {
    notes[i] = note;
  }

  /** What the engine has noted, or null. */
  public @Nullable Object note(int i) {
    return notes[i];
  }

  void makeRoomFor(int rows) {
    if (rows <= unchanged.length) {
      return;
    }
    int capacity = Math.max(rows, 2 * unchanged.length);
    unchanged = Arrays.copyOf(unchanged, capacity);
    sinceSync = Arrays.copyOf(sinceSync, capacity);
    changesAndClock = Arrays.copyOf(changesAndClock, capacity);
    planned = Arrays.copyOf(planned, capacity);
    plans = Arrays.copyOf(plans, capacity);
    notes = Arrays.copyOf(notes, capacity);
  }

  void copy(SyncHistories other, int from, int to, int count) {
    makeRoomFor(to + count);
    System.arraycopy(other.unchanged, from, unchanged, to, count);
    System.arraycopy(other.sinceSync, from, sinceSync, to, count);
    System.arraycopy(other.changesAndClock, from, changesAndClock, to, count);
    System.arraycopy(other.planned, from, planned, to, count);
    System.arraycopy(other.plans, from, plans, to, count);
    System.arraycopy(other.notes, from, notes, to, count);
  }

  void dropNotes(int from, int to) {
    Arrays.fill(notes, Math.min(from, notes.length), Math.min(to, notes.length), null);
  }
}
