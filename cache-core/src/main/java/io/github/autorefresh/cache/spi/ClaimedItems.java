package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.CacheItem;
import java.util.Objects;

/**
 * Items that were claimed together, and the outcome of each. It is a reusable buffer: a store adds
 * items ({@link #add}), the engine sets their outcomes ({@link #updated} to {@link #deferred}), the
 * store reads the outcomes, and {@link #clear} empties it. It consists of arrays, one per property,
 * rather than of one object per item, so that a sync allocates nothing.
 *
 * <p>Not thread-safe: one thread uses it at a time, and passes it on with a happens-before edge.
 */
public final class ClaimedItems<T extends CacheItem> extends ClaimColumns {

  private static final Outcome[] OUTCOMES = Outcome.values();

  static final byte NO_OUTCOME = 0;
  private static final byte HELD = 8;
  private static final byte ACCEPTED = 16;
  private static final byte WANTED = 32;
  private static final byte OUTCOME = 7;

  private static final long NEVER = Long.MIN_VALUE;

  private long permittedAt;
  private long calledAt = NEVER;
  private boolean probe;
  private long committedAt;

  /** The number of items. */
  public int size() {
    return size;
  }

  /** What is claimed now is to see whether an outage is over; called before the claim. */
  public void markProbe() {
    probe = true;
  }

  /** True after {@link #markProbe}, also of parts that were taken or split off. */
  public boolean isProbe() {
    return probe;
  }

  /** Removes all items and drops the references to them. */
  public void clear() {
    keep(0);
    probe = false;
    calledAt = NEVER;
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
    makeRoomFor(i + 1);
    claims[i] = claim;
    ids[i] = id;
    items[i] = item;
    outcomes[i] = NO_OUTCOME;
    size = i + 1;
    describe(i, period, failures);
  }

  /** After {@link #fill}: the period and the failures of an item, as {@link #add} takes them. */
  public void describe(int i, long period, int failures) {
    periods[i] = period;
    this.failures[i] = failures;
  }

  /**
   * Appends {@code count} items of another buffer, from index {@code from} on. The other buffer
   * stays as it is.
   */
  public void take(ClaimedItems<T> other, int from, int count) {
    probe |= other.probe;
    calledAt = other.calledAt;
    append(other, from, count);
  }

  /** Keeps the first {@code count} items, and returns the others in a new buffer. */
  public ClaimedItems<T> split(int count) {
    ClaimedItems<T> others = new ClaimedItems<>();
    others.take(this, count, size - count);
    keep(count);
    return others;
  }

  /**
   * Set by a store whose {@linkplain ItemStore#permitsLast permits do not last}: a moment just
   * before it took the permits for these items, on the engine's clock. Not copied to other buffers.
   */
  public void permittedAt(long now) {
    permittedAt = now;
  }

  /** A moment just before the permits for these items were taken, on the engine's clock. */
  public long permittedAt() {
    return permittedAt;
  }

  /** The first call for these items begins now, on the engine's clock. */
  public void calledAt(long now) {
    calledAt = now;
  }

  /**
   * How long ago that was, in nanoseconds: less than the age of the claim if its thread was held up
   * in between. {@link Long#MAX_VALUE} if no call was made.
   *
   * @param now on the engine's clock
   */
  public long sinceCalled(long now) {
    return calledAt == NEVER ? Long.MAX_VALUE : now - calledAt;
  }

  /** The store's handle of the claim, as passed to {@link #add}. */
  public Object claim(int i) {
    return Objects.requireNonNull(claims[i]);
  }

  /** The item's id, as the store has it; runs no code of the application. */
  public String id(int i) {
    return Objects.requireNonNull(ids[i]);
  }

  /** The state that was claimed. */
  @SuppressWarnings("unchecked") // only a T is ever put there
  public T item(int i) {
    return (T) Objects.requireNonNull(items[i]);
  }

  /**
   * The item's period, in nanoseconds or one of the constants of {@link ItemPeriod}: after {@link
   * #updated} that of the new state, otherwise that of the claimed state.
   */
  public long period(int i) {
    return periods[i];
  }

  /** The number of failed syncs since the last success, as of the claim. */
  public int failures(int i) {
    return failures[i] < 0 ? ~failures[i] : failures[i];
  }

  /**
   * True if the item had never been synced when it was claimed: then its next interval is shortened
   * to a phase of its period.
   */
  public boolean isFirstSync(int i) {
    return failures[i] < 0;
  }

  /**
   * Sets the outcome: a new state and its period, as returned by {@link ItemPeriod#of}; due again
   * at {@code due}, in nanoseconds on the engine's clock.
   */
  public void updated(int i, T answer, long period, long due) {
    answers[i] = answer;
    periods[i] = period;
    set(i, Outcome.UPDATED, due);
  }

  /**
   * Sets the outcome: unchanged; due again at {@code due}, in nanoseconds on the engine's clock.
   */
  public void unchanged(int i, long due) {
    set(i, Outcome.UNCHANGED, due);
  }

  /** Sets the outcome: the item no longer exists. */
  public void deleted(int i) {
    set(i, Outcome.DELETED, committedAt);
  }

  /**
   * Sets the outcome: failed, with its cause; due again at {@code due}, in nanoseconds on the
   * engine's clock.
   */
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

  /**
   * Sets the time of the commit, in nanoseconds on the engine's clock, from which {@link #delay}
   * counts.
   */
  public void committedAt(long now) {
    committedAt = now;
  }

  /** The handler wants the new state; only after {@link #updated}. */
  public void want(int i) {
    outcomes[i] |= WANTED;
  }

  /** True if the handler wants the new state, so that its commit marks the item. */
  public boolean isWanted(int i) {
    return (outcomes[i] & WANTED) != 0;
  }

  /** Marks an item whose call has failed but not returned: its claim lasts until it has. */
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
    return (T) Objects.requireNonNull(answers[i]);
  }

  /** The cause of the failure; only after {@link #failed} and {@link #deferred}. */
  public Throwable error(int i) {
    return (Throwable) Objects.requireNonNull(answers[i]);
  }

  /**
   * Nanoseconds from the commit to the next due time; not negative. It is relative because the
   * store's clock may differ from the engine's.
   */
  public long delay(int i) {
    return Math.max(0, untilDue(i));
  }

  /** The same, but negative if the call took longer than the interval that began with it. */
  public long untilDue(int i) {
    return dues[i] - committedAt;
  }

  /** True if the claim lasts beyond the commit, until the call has returned. */
  public boolean isHeld(int i) {
    return (outcomes[i] & HELD) != 0;
  }

  /**
   * Called by a store that cannot keep the new state: turns the outcome into a failure with this
   * cause, due again when the update would have been.
   */
  public void unstorable(int i, Throwable error) {
    failed(i, error, dues[i]);
  }

  /** Called by the store: the outcome has taken effect. */
  public void accept(int i) {
    outcomes[i] |= ACCEPTED;
  }

  /**
   * True if the outcome has taken effect; false if it has not been committed, or if the item had
   * been removed before that.
   */
  public boolean isAccepted(int i) {
    return (outcomes[i] & ACCEPTED) != 0;
  }
}
