package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.CacheItem;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Items claimed together, and what became of each: a buffer that is filled by a store ({@link
 * #add}), given outcomes by the engine ({@link #updated} to {@link #failed}), read by the store
 * again, and used anew after {@link #clear}. It is columns rather than objects so that a sync
 * allocates nothing.
 *
 * <p>Not thread-safe: it belongs to one thread at a time, and is handed over with a happens-before
 * edge.
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
  private long committedAt;
  private @Nullable Object[] claims = NO_OBJECTS;

  private @Nullable String[] ids = NO_IDS;

  /** Typed, so that storing an item looks at it, in a loop over many, and reading it does not. */
  private @Nullable CacheItem[] items = NO_ITEMS;

  private @Nullable Object[] answers = NO_OBJECTS;
  private byte[] outcomes = NO_BYTES;
  private int[] failures = NO_INTS;
  private long[] dues = NO_LONGS;
  private long[] took = NO_LONGS;
  private long[] periods = NO_LONGS;

  /** How many items there are. */
  public int size() {
    return size;
  }

  /** Forgets everything, references included. */
  public void clear() {
    Arrays.fill(claims, 0, size, null);
    Arrays.fill(ids, 0, size, null);
    Arrays.fill(items, 0, size, null);
    Arrays.fill(answers, 0, size, null);
    size = 0;
  }

  /**
   * Adds an item: the store's part of a claim.
   *
   * @param claim what the store knows the claim by
   * @param id the item's id, as the store has it
   * @param item the state to be synced
   * @param period the item's period, as {@link ItemPeriod#of} told it
   * @param failures how many syncs have failed since the last success, or -1 if the item has never
   *     been synced
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

  /** Moves {@code count} items from {@code from} of others to the end of this one. */
  public void take(ClaimedItems<T> other, int from, int count) {
    while (claims.length < size + count) {
      grow();
    }
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

  /** Keeps the first {@code count} items, and returns the others by themselves. */
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

  /** The item's id, as the store has it: the application is not asked. */
  public String id(int i) {
    return known(ids[i]);
  }

  /** The state that was claimed. */
  @SuppressWarnings("unchecked") // only a T is ever put there
  public T item(int i) {
    return (T) known(items[i]);
  }

  /** The period of the item: after an update that of its new state, before that of the old. */
  public long period(int i) {
    return periods[i];
  }

  /** How many syncs of the item had failed in a row when it was claimed. */
  public int failures(int i) {
    return Math.max(0, failures[i]);
  }

  /** True if the item had never been synced when it was claimed. */
  public boolean isFirstSync(int i) {
    return failures[i] < 0;
  }

  /** Outcome: a new state, with its period; due again at {@code due} on the engine's clock. */
  public void updated(int i, T answer, long period, long due) {
    answers[i] = answer;
    periods[i] = period;
    set(i, Outcome.UPDATED, due);
  }

  /** Outcome: nothing new; due again at {@code due} on the engine's clock. */
  public void unchanged(int i, long due) {
    set(i, Outcome.UNCHANGED, due);
  }

  /** Outcome: the item is gone. */
  public void deleted(int i) {
    set(i, Outcome.DELETED, committedAt);
  }

  /** Outcome: failed for this reason; due again at {@code due} on the engine's clock. */
  public void failed(int i, Throwable error, long due) {
    answers[i] = error;
    set(i, Outcome.FAILED, due);
  }

  @SuppressWarnings("EnumOrdinal") // a byte per item rather than a reference
  private void set(int i, Outcome outcome, long due) {
    outcomes[i] = (byte) outcome.ordinal();
    dues[i] = due;
  }

  /** Notes how long the call took that the item was part of, in nanoseconds. */
  public void took(int i, long nanos) {
    took[i] = nanos;
  }

  /** How long the call took that the item was part of, in nanoseconds. */
  public long took(int i) {
    return took[i];
  }

  /** The moment of the commit on the engine's clock, from which {@link #delay} counts. */
  public void committedAt(long now) {
    committedAt = now;
  }

  /** Adds to the outcome that the call has failed but not returned: the claim goes on till then. */
  public void hold(int i) {
    outcomes[i] |= HELD;
  }

  /** How the sync ended. */
  public Outcome outcome(int i) {
    return OUTCOMES[outcomes[i] & OUTCOME];
  }

  /** The new state; only after {@link #updated}. */
  @SuppressWarnings("unchecked") // updated() put it there
  public T update(int i) {
    return (T) known(answers[i]);
  }

  /** Why it failed; only after {@link #failed}. */
  public Throwable error(int i) {
    return (Throwable) known(answers[i]);
  }

  /**
   * Nanoseconds from the commit to the next due time: the store's clock need not be the engine's.
   */
  public long delay(int i) {
    return Math.max(0, dues[i] - committedAt);
  }

  /** True if the claim goes on after the commit, until the call returns. */
  public boolean isHeld(int i) {
    return (outcomes[i] & HELD) != 0;
  }

  /**
   * The store cannot keep the new state, for this reason: the outcome becomes a failure, due again
   * when the update would have been.
   */
  public void unstorable(int i, Throwable error) {
    failed(i, error, dues[i]);
  }

  /** The store's answer: the outcome has taken effect. */
  public void accept(int i) {
    outcomes[i] |= ACCEPTED;
  }

  /**
   * False if nothing was committed, or if the item had been removed before, so that its outcome
   * came to nothing.
   */
  public boolean isAccepted(int i) {
    return (outcomes[i] & ACCEPTED) != 0;
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
