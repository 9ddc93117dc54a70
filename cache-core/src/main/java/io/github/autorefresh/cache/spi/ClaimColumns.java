package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.CacheItem;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The arrays of {@link ClaimedItems}, one per property, as long as each other. */
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
