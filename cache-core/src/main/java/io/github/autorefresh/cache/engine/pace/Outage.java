package io.github.autorefresh.cache.engine.pace;

import io.github.autorefresh.cache.spi.StoreStats;

/**
 * Whether the external system is down, and when it is asked again: a circuit breaker that knows
 * items.
 *
 * <pre>
 *   QUIET   -> FAILING   a call has failed
 *   FAILING -> QUIET     a call has succeeded
 *   FAILING -> ON        enough items have failed that had not been failing, and enough calls
 *   ON      -> ENDING    a probe has succeeded, or there is no live item left
 *   ENDING  -> QUIET     what it left behind has been put in order
 * </pre>
 *
 * <p>Items that fail for good change nothing: they count only when they begin to fail. While it is
 * on, no call is made but probes, one at a time: the first few after a backoff as far as the retry
 * budget pays for it, then one per interval. What somebody waits for is probed besides, once a
 * second.
 *
 * <p>Arithmetic only; times are nanoseconds of the engine's clock. Thread-safe. A success costs one
 * volatile read unless something has failed since the last one.
 */
public final class Outage {

  /** So many items that begin to fail are enough. */
  private static final int ENOUGH_ITEMS = 20;

  /** So many calls have to fail, however few items there are. */
  private static final int ENOUGH_CALLS = 3;

  /** So many probes come after a backoff, if the budget pays. */
  private static final int EARLY_PROBES = 3;

  private static final long ASKED_NANOS = 1_000_000_000;

  /** When a probe finds no permit or no item, it tries again after this. */
  private static final long VOID_NANOS = 250_000_000;

  private static final long LONGEST_NANOS = 1L << 60;

  /** What a probe may be for. */
  public enum Probe {
    /** Nothing: it is not time for one. */
    NONE,
    /** Items that somebody waits for. */
    ASKED,
    /** Any item. */
    ANY
  }

  /**
   * How it is noticed and how it is looked after.
   *
   * @param detected false to never notice one
   * @param probeNanos the least time from one probe to the next
   * @param backoffNanos the first backoff
   * @param timeoutNanos how long a probe can take
   */
  public record Rules(boolean detected, long probeNanos, long backoffNanos, long timeoutNanos) {}

  private enum State {
    QUIET,
    FAILING,
    ON,
    ENDING
  }

  private final Rules rules;
  private final RetryBudget retries;
  private volatile State state = State.QUIET;

  // Since the last success.
  private long firstFailureAt;
  private long failedCalls;
  private long failedSyncs;
  private long newlyFailing;

  // During an outage.
  private double demand;
  private int early;
  private boolean onBackoff;
  private long backoffAt;
  private long notBefore;
  private boolean inFlight;
  private Probe kind = Probe.NONE;

  /** When the last probe began, and the last one that was not only for who asked. */
  private long lastAt;

  private long lastAnyAt;

  /** None yet; that budget pays for its first probes. */
  public Outage(Rules rules, RetryBudget retries) {
    this.rules = rules;
    this.retries = retries;
  }

  /** True while it lasts: nothing but probes is called. */
  public boolean isOn() {
    State now = state;
    return now == State.ON || now == State.ENDING;
  }

  /** A call has succeeded that is no probe. */
  public void succeeded() {
    if (state == State.FAILING) {
      calm();
    }
  }

  private synchronized void calm() {
    if (state == State.FAILING) {
      state = State.QUIET;
    }
  }

  /**
   * Calls have failed that are no probes.
   *
   * @param syncs for so many items
   * @param newly so many of these had not been failing before
   * @param at when the first of them was committed
   * @return true if {@link #begin} has to be asked
   */
  public synchronized boolean failed(int calls, int syncs, int newly, long at) {
    if (isOn() || !rules.detected()) {
      return false;
    }
    if (state == State.QUIET) {
      firstFailureAt = at;
      failedCalls = 0;
      failedSyncs = 0;
      newlyFailing = 0;
      state = State.FAILING;
    }
    failedCalls += calls;
    failedSyncs += syncs;
    newlyFailing += newly;
    return failedCalls >= ENOUGH_CALLS && newlyFailing > 0;
  }

  /** Begins if enough has failed; returns true if this call has begun it. */
  public synchronized boolean begin(StoreStats stats, long now) {
    boolean noneLeft = stats.live() <= stats.failing();
    if (state != State.FAILING
        || failedCalls < ENOUGH_CALLS
        || newlyFailing == 0
        || (newlyFailing < ENOUGH_ITEMS && !noneLeft)) {
      return false;
    }
    demand = stats.demand();
    inFlight = false;
    lastAt = now;
    lastAnyAt = now;
    notBefore = now;
    // One item that has failed three times waits for four seconds now, as it would have anyway.
    early = (int) Math.min(EARLY_PROBES, failedSyncs / newlyFailing - 1);
    planNext(now);
    state = State.ON;
    return true;
  }

  /** When the first call failed of those that made it. */
  public synchronized long since() {
    return firstFailureAt;
  }

  /** So much is demanded now, in syncs per second. */
  public synchronized void demand(double perSecond) {
    demand = perSecond;
  }

  /**
   * Nanoseconds until a probe may begin; zero or less if one may now.
   *
   * @param asked true if somebody waits for an item
   */
  public synchronized long untilProbe(boolean asked, long now) {
    if (inFlight) {
      long left = rules.timeoutNanos() - (now - lastAt);
      if (left > 0) {
        return left;
      }
      over(now); // timed out; whoever commits that may come a moment later
    }
    long until = untilAny(now);
    if (asked) {
      until = Math.min(until, ASKED_NANOS - (now - lastAt));
    }
    return Math.max(until, notBefore - now);
  }

  /** Nanoseconds until the next probe that is not only for who asks; zero or less if now. */
  public synchronized long untilNext(long now) {
    long untilOver = inFlight ? rules.timeoutNanos() - (now - lastAt) : 0;
    return Math.max(untilOver, untilAny(now));
  }

  private long untilAny(long now) {
    return onBackoff ? backoffAt - now : interval() - (now - lastAnyAt);
  }

  private long interval() {
    double each = demand > 0 ? 1e9 / demand : LONGEST_NANOS;
    return (long) Math.min(Math.max((double) rules.probeNanos(), each), LONGEST_NANOS);
  }

  /**
   * Begins a probe if it is time for one; {@link #probeFailed}, {@link #end} or {@link #none} ends
   * it.
   */
  public synchronized Probe beginProbe(boolean asked, long now) {
    if (state != State.ON || untilProbe(asked, now) > 0) {
      return Probe.NONE;
    }
    kind = untilAny(now) <= 0 ? Probe.ANY : Probe.ASKED;
    inFlight = true;
    lastAt = now;
    return kind;
  }

  /** The probe could not be made: no permit was free, or no item. */
  public synchronized void none(long now) {
    if (inFlight) {
      inFlight = false;
      notBefore = now + VOID_NANOS;
    }
  }

  /** The probe has not succeeded. */
  public synchronized void probeFailed(long now) {
    if (inFlight) {
      over(now);
    }
  }

  private void over(long now) {
    inFlight = false;
    if (kind == Probe.ANY) {
      lastAnyAt = lastAt;
      planNext(now);
    }
  }

  private void planNext(long now) {
    long backoff = (long) Math.min(Math.scalb((double) rules.backoffNanos(), early), LONGEST_NANOS);
    onBackoff = early < EARLY_PROBES && backoff < interval() && retries.take(now);
    early = onBackoff ? early + 1 : EARLY_PROBES;
    backoffAt = now + backoff;
  }

  /**
   * Ends it: a probe has succeeded, or nothing is left to be probed. To be followed by {@link
   * #ended}.
   *
   * @return true for one caller
   */
  public synchronized boolean end() {
    if (state != State.ON) {
      return false;
    }
    state = State.ENDING;
    return true;
  }

  /** What it left behind is in order: calls may be made again. */
  public synchronized void ended() {
    inFlight = false;
    state = State.QUIET;
  }
}
