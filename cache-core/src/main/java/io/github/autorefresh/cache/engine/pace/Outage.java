package io.github.autorefresh.cache.engine.pace;

import io.github.autorefresh.cache.spi.SharedOutage;
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
 *   ENDING  -> ON        that cannot be done now
 * </pre>
 *
 * <p>Items that fail for good change nothing: they count only when they begin to fail. While it is
 * on, no call is made but probes, as {@link ProbePlan} says. Where replicas share a store that
 * finds out for all of them, {@link #learn} takes any state to ON.
 *
 * <p>Arithmetic only; times are nanoseconds of the engine's clock. Thread-safe. A success costs one
 * volatile read unless something has failed since the last one.
 */
public final class Outage {

  /** So many items that begin to fail are enough. */
  private static final int ENOUGH_ITEMS = 20;

  /** So many calls have to fail, however few items there are. */
  private static final int ENOUGH_CALLS = 3;

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
  private long retriesBefore;

  private final ProbePlan probes;

  /** None yet; that budget pays for its first probes. */
  public Outage(Rules rules, RetryBudget retries) {
    this.rules = rules;
    this.retries = retries;
    probes = new ProbePlan(rules, retries);
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
      quiet();
    }
  }

  private void quiet() {
    state = State.QUIET;
    retriesBefore = retries.taken();
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
    // One item that has failed three times waits for four seconds now, as it would have anyway.
    int early = (int) Math.min(Integer.MAX_VALUE, failedSyncs / newlyFailing - 1);
    begin(firstFailureAt);
    probes.begin(stats.demand(), early, now);
    return true;
  }

  /**
   * Takes what is known of an outage that replicas share, which is not for this one to find out;
   * returns true if it has begun here by this call.
   */
  public synchronized boolean learn(SharedOutage known, double demandPerSecond, long now) {
    boolean begins = !isOn();
    if (begins) {
      begin(now - known.sinceNanos());
      probes.join(known, demandPerSecond, now);
    } else if (state == State.ON) {
      probes.learn(known, now);
    }
    return begins;
  }

  private void begin(long since) {
    firstFailureAt = since;
    giveBackRetries();
    state = State.ON;
  }

  /**
   * Early tries that were paid for since the last success, and are not made now: the failures that
   * begin an outage would else leave nothing to its first probes.
   */
  private void giveBackRetries() {
    if (state == State.FAILING) {
      long made = failedSyncs - newlyFailing;
      retries.giveBack(retries.taken() - retriesBefore - made);
    }
  }

  /** When the first call failed of those that made it. */
  public synchronized long since() {
    return firstFailureAt;
  }

  /** So much is demanded now, in syncs per second. */
  public synchronized void demand(double perSecond) {
    probes.demand(perSecond);
  }

  /**
   * Nanoseconds until a probe may begin; zero or less if one may now.
   *
   * @param asked true if somebody waits for an item
   */
  public synchronized long untilProbe(boolean asked, long now) {
    return probes.until(asked, now);
  }

  /**
   * Nanoseconds until the next probe that is not only for who asks, provided that the one under way
   * fails; zero or less if now.
   */
  public synchronized long untilNext(long now) {
    return probes.untilNext(now);
  }

  /**
   * Begins a probe if it is time for one; {@link #probeFailed}, {@link #end} or {@link #none} ends
   * it.
   */
  public synchronized Probe beginProbe(boolean asked, long now) {
    return state == State.ON ? probes.beginProbe(asked, now) : Probe.NONE;
  }

  /** The probe could not be made: no permit was free, or no item. */
  public synchronized void none(long now) {
    probes.none(now);
  }

  /** The probe has not succeeded. */
  public synchronized void probeFailed(long now) {
    probes.failed(now);
  }

  /**
   * Ends it: a probe has succeeded, or nothing is left to be probed. To be followed by {@link
   * #ended} or {@link #goesOn}.
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

  /** What it left behind cannot be put in order now: it goes on, with its probes. */
  public synchronized void goesOn(long now) {
    state = State.ON;
    probes.failed(now);
  }

  /** What it left behind is in order: calls may be made again. */
  public synchronized void ended() {
    probes.end();
    quiet();
  }
}
