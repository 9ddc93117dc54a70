package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.CacheItem;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of {@link ClaimedItems}, one per property. Those of claims, ids and items are as long
 * as each other, and no longer than the rest.
 */
class ClaimColumns {

  int size;
  @Nullable Object[] claims = {};
  @Nullable String[] ids = {};

  /** Typed, so that the type is checked when an item is stored and not when it is read. */
  @Nullable CacheItem[] items = {};

  @Nullable Object[] answers = {};
  byte[] outcomes = {};
  int[] failures = {};
  long[] dues = {};
  long[] took = {};
  long[] periods = {};

  /** Only where the cadence is learned. */
  @Nullable SyncHistories histories;

  /** Makes the arrays long enough for so many rows. */
  final void makeRoomFor(int rows) {
    if (rows <= claims.length) {
      return;
    }
    int capacity = Math.max(rows, 2 * claims.length);
    claims = Arrays.copyOf(claims, capacity);
    ids = Arrays.copyOf(ids, capacity);
    items = Arrays.copyOf(items, capacity);
    answers = Arrays.copyOf(answers, capacity);
    outcomes = Arrays.copyOf(outcomes, capacity);
    failures = Arrays.copyOf(failures, capacity);
    dues = Arrays.copyOf(dues, capacity);
    took = Arrays.copyOf(took, capacity);
    periods = Arrays.copyOf(periods, capacity);
  }

  /**
   * Fills this buffer, which must be empty, with items that the store has claimed together. Each is
   * to be {@linkplain ClaimedItems#describe described} then. The arrays are those of the buffer
   * from now on.
   *
   * <p>It costs less than {@link ClaimedItems#add} for each item: the garbage collector has every
   * reference noted that is put into an array that lives long, and the processor then waits for one
   * item after the other to arrive from memory.
   *
   * @param claims the store's handles of the claims
   * @param ids the items' ids, as the store has them
   * @param items the states to sync
   * @param count how many items there are; the arrays are null from there on
   * @throws IllegalStateException if the buffer is not empty
   */
  public final void fill(
      @Nullable Object[] claims, @Nullable String[] ids, @Nullable CacheItem[] items, int count) {
    if (size > 0) {
      throw new IllegalStateException("the buffer has " + size + " items");
    }
    makeRoomFor(claims.length);
    this.claims = claims;
    this.ids = ids;
    this.items = items;
    Arrays.fill(outcomes, 0, count, ClaimedItems.NO_OUTCOME);
    size = count;
  }

  /** Copies rows of others behind these. */
  final void append(ClaimColumns other, int from, int count) {
    makeRoomFor(size + count);
    System.arraycopy(other.claims, from, claims, size, count);
    System.arraycopy(other.ids, from, ids, size, count);
    System.arraycopy(other.items, from, items, size, count);
    System.arraycopy(other.answers, from, answers, size, count);
    System.arraycopy(other.outcomes, from, outcomes, size, count);
    System.arraycopy(other.failures, from, failures, size, count);
    System.arraycopy(other.dues, from, dues, size, count);
    System.arraycopy(other.took, from, took, size, count);
    System.arraycopy(other.periods, from, periods, size, count);
    if (other.histories != null) {
      histories().copy(other.histories, from, size, count);
    }
    size += count;
  }

  /** Keeps the first rows, and drops the references of the others. */
  final void keep(int count) {
    Arrays.fill(claims, count, size, null);
    Arrays.fill(ids, count, size, null);
    Arrays.fill(items, count, size, null);
    Arrays.fill(answers, count, size, null);
    if (histories != null) {
      histories.dropNotes(count, size);
    }
    size = count;
  }

  /** The histories of these items, which the store fills in if the cadence is learned. */
  public final SyncHistories histories() {
    SyncHistories own = histories;
    if (own == null) {
      own = new SyncHistories();
      histories = own;
    }
    own.makeRoomFor(claims.length);
    return own;
  }

  /** True if the store has filled in {@link #histories()}. */
  public final boolean hasHistories() {
    return histories != null;
  }
}
