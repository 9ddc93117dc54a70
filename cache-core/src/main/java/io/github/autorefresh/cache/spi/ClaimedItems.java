package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.CacheItem;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Items that were claimed together, and the outcome of each. It is a reusable buffer: a store adds
 * items ({@link #add}), the engine sets their outcomes ({@link #updated} to {@link #deferred}), the
 * store reads those, and {@link #clear} empties it. It has columns rather than objects, so that a
 * sync allocates nothing.
 *
 * <p>Not thread-safe: one thread uses it at a time, and passes it on with a happens-before edge.
 */
public final class ClaimedItems<T extends CacheItem> {

  private static final int[] NO_INTS = {};
  private static final long[] NO_LONGS = {};
  private static final byte[] NO_BYTES = {};
  private static final Object[] NO_OBJECTS = {};
  private static final String[] NO_IDS = {};
  private static final CacheItem[] NO_ITEMS = {};
  private static final Outcome[] OUTCOMES = Outcome.values();

  private static final byte NO_OUTCOME = 0;
  private static final byte HELD = 8;
  private static final byte ACCEPTED = 16;
  private static final byte OUTCOME = 7;

  private int size;
  private boolean probe;
  private long committedAt;
  private @Nullable Object[] claims = NO_OBJECTS;

  private @Nullable String[] ids = NO_IDS;

  /** Typed, so that the type check is made when an item is stored, and not when it is read. */
  private @Nullable CacheItem[] items = NO_ITEMS;

  private @Nullable Object[] answers = NO_OBJECTS;
  private byte[] outcomes = NO_BYTES;
  private int[] failures = NO_INTS;
  private long[] dues = NO_LONGS;
  private long[] took = NO_LONGS;
  private long[] periods = NO_LONGS;

  /** The number of items. */
  public int size() {
    return size;
  }

  /** These items are claimed to see whether an outage is over. */
  public void markProbe() {
    probe = true;
  }

  /** True after {@link #markProbe}, also of parts that were taken or split off. */
  public boolean isProbe() {
    return probe;
  }

  /** Removes all items and drops the references to them. */
  public void clear() {
    Arrays.fill(claims, 0, size, null);
    Arrays.fill(ids, 0, size, null);
    Arrays.fill(items, 0, size, null);
    Arrays.fill(answers, 0, size, null);
    size = 0;
    probe = false;
  }

  /**
   * Adds an item that the store has claimed.
   *
   * @param claim the store's handle of the claim
   * @param id the item's id, as the store has it
   * @param item the state to sync
   * @param period the item's period, as returned by {@link ItemPeriod#of}
   * @param failures the number of syncs that have failed since the last success; its complement
   *     ({@code ~failures}) if the item has never been synced, or has been held up together with
   *     others by an outage
   */
  public void add(Object claim, String id, T item, long period, int failures) {
    int i = size;
    if (i == claims.length) {
      grow();
    }
    claims[i] = claim;
    ids[i] = id;
    items[i] = item;
    periods[i] = period;
    this.failures[i] = failures;
    outcomes[i] = NO_OUTCOME;
    size = i + 1;
  }

  /**
   * Appends {@code count} items of another buffer, from index {@code from} on. They stay in that
   * buffer too.
   */
  public void take(ClaimedItems<T> other, int from, int count) {
    while (claims.length < size + count) {
      grow();
    }
    probe |= other.probe;
    System.arraycopy(other.claims, from, claims, size, count);
    System.arraycopy(other.ids, from, ids, size, count);
    System.arraycopy(other.items, from, items, size, count);
    System.arraycopy(other.answers, from, answers, size, count);
    System.arraycopy(other.outcomes, from, outcomes, size, count);
    System.arraycopy(other.failures, from, failures, size, count);
    System.arraycopy(other.dues, from, dues, size, count);
    System.arraycopy(other.took, from, took, size, count);
    System.arraycopy(other.periods, from, periods, size, count);
    size += count;
  }

  /** Keeps the first {@code count} items, and returns the others in a new buffer. */
  public ClaimedItems<T> split(int count) {
    ClaimedItems<T> others = new ClaimedItems<>();
    others.take(this, count, size - count);
    Arrays.fill(claims, count, size, null);
    Arrays.fill(ids, count, size, null);
    Arrays.fill(items, count, size, null);
    Arrays.fill(answers, count, size, null);
    size = count;
    return others;
  }

  /** The store's handle of the claim. */
  public Object claim(int i) {
    return known(claims[i]);
  }

  /** The item's id, as the store has it; runs no code of the application. */
  public String id(int i) {
    return known(ids[i]);
  }

  /** The state that was claimed. */
  @SuppressWarnings("unchecked") // only a T is ever put there
  public T item(int i) {
    return (T) known(items[i]);
  }

  /**
   * The item's period, in nanoseconds or one of the constants of {@link ItemPeriod}: that of the
   * new state after {@link #updated}, else that of the claimed state.
   */
  public long period(int i) {
    return periods[i];
  }

  /** The number of syncs that had failed since the last success when the item was claimed. */
  public int failures(int i) {
    return failures[i] < 0 ? ~failures[i] : failures[i];
  }

  /**
   * True if the item had never been synced when it was claimed, or not since an outage: then its
   * next interval is shortened to a phase of its period.
   */
  public boolean isFirstSync(int i) {
    return failures[i] < 0;
  }

  /** Sets the outcome: a new state and its period; due again at {@code due}. */
  public void updated(int i, T answer, long period, long due) {
    answers[i] = answer;
    periods[i] = period;
    set(i, Outcome.UPDATED, due);
  }

  /** Sets the outcome: unchanged; due again at {@code due}, on the engine's clock. */
  public void unchanged(int i, long due) {
    set(i, Outcome.UNCHANGED, due);
  }

  /** Sets the outcome: the item no longer exists. */
  public void deleted(int i) {
    set(i, Outcome.DELETED, committedAt);
  }

  /** Sets the outcome: failed, with its cause; due again at {@code due}, on the engine's clock. */
  public void failed(int i, Throwable error, long due) {
    answers[i] = error;
    set(i, Outcome.FAILED, due);
  }

  /** Sets the outcome: none, with what the external system said. There is nothing to commit. */
  public void deferred(int i, Throwable told) {
    answers[i] = told;
    set(i, Outcome.DEFERRED, committedAt);
  }

  @SuppressWarnings("EnumOrdinal") // a byte per item rather than a reference
  private void set(int i, Outcome outcome, long due) {
    outcomes[i] = (byte) outcome.ordinal();
    dues[i] = due;
  }

  /** Sets the duration of the call that synced the item, in nanoseconds. */
  public void took(int i, long nanos) {
    took[i] = nanos;
  }

  /** The duration of the call that synced the item, in nanoseconds. */
  public long took(int i) {
    return took[i];
  }

  /** Sets the time of the commit, on the engine's clock, from which {@link #delay} counts. */
  public void committedAt(long now) {
    committedAt = now;
  }

  /** Marks a failed call that has not returned: its claim goes on until it has. */
  public void hold(int i) {
    outcomes[i] |= HELD;
  }

  /** True if the external system wanted to be left alone: there is nothing to commit. */
  public boolean isDeferred(int i) {
    return outcome(i) == Outcome.DEFERRED;
  }

  /** The outcome that was set last. */
  public Outcome outcome(int i) {
    return OUTCOMES[outcomes[i] & OUTCOME];
  }

  /** The new state; only after {@link #updated}. */
  @SuppressWarnings("unchecked") // updated() put it there
  public T update(int i) {
    return (T) known(answers[i]);
  }

  /** The cause of the failure; only after {@link #failed} and {@link #deferred}. */
  public Throwable error(int i) {
    return (Throwable) known(answers[i]);
  }

  /** Nanoseconds from the commit to the next due time: the store's clock may be another. */
  public long delay(int i) {
    return Math.max(0, dues[i] - committedAt);
  }

  /** True if the claim goes on after the commit, until the call has returned. */
  public boolean isHeld(int i) {
    return (outcomes[i] & HELD) != 0;
  }

  /** The store cannot keep the new state: it failed, due again when the update would have been. */
  public void unstorable(int i, Throwable error) {
    failed(i, error, dues[i]);
  }

  /** Set by the store: the outcome has taken effect. */
  public void accept(int i) {
    outcomes[i] |= ACCEPTED;
  }

  /** True if the outcome has taken effect: it was committed, and the item was still there. */
  public boolean isAccepted(int i) {
    return (outcomes[i] & ACCEPTED) != 0;
  }

  /** The least {@link #delay} of an accepted outcome; {@link Long#MAX_VALUE} if there is none. */
  public long soonestDelay() {
    long soonest = Long.MAX_VALUE;
    for (int i = 0; i < size; i++) {
      if (isAccepted(i)) {
        soonest = Math.min(soonest, delay(i));
      }
    }
    return soonest;
  }

  private void grow() {
    int capacity = claims.length == 0 ? 1 : 2 * claims.length;
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

  private static <V> V known(@Nullable V value) {
    if (value == null) {
      throw new IllegalStateException("this column is not filled");
    }
    return value;
  }
}
