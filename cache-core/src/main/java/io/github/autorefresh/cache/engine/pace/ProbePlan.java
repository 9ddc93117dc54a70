package io.github.autorefresh.cache.engine.pace;

import io.github.autorefresh.cache.engine.pace.Outage.Probe;
import io.github.autorefresh.cache.spi.SharedOutage;

/**
 * When the next probe of an outage may begin: one at a time, the first few after a backoff as far
 * as the retry budget pays for it, then one per interval, and once a second what somebody waits
 * for. Where replicas share an outage, the probes of all are planned as one's own. Not thread-safe:
 * {@link Outage} guards it. Times are nanoseconds of the engine's clock.
 */
final class ProbePlan {

  /** So many probes come after a backoff, if the budget pays. */
  static final int EARLY_PROBES = 3;

  private static final long ASKED_NANOS = 1_000_000_000;

  /** When a probe finds no permit or no item, it tries again after this. */
  private static final long VOID_NANOS = 250_000_000;

  private static final long LONGEST_NANOS = 1L << 60;

  private final Outage.Rules rules;
  private final RetryBudget retries;

  private double demand;
  private int early;
  private boolean onBackoff;
  private long backoffAt;
  private long notBefore;
  private boolean inFlight;
  private Probe kind = Probe.NONE;

  /**
   * The number of probes so far, those of other replicas too; and whether the last is one's own.
   */
  private int made;

  private boolean own;

  /** When the last probe began, and the last one that was not only for who asked. */
  private long lastAt;

  private long lastAnyAt;

  ProbePlan(Outage.Rules rules, RetryBudget retries) {
    this.rules = rules;
    this.retries = retries;
  }

  /**
   * An outage begins.
   *
   * @param early how many early tries come before the first probe
   */
  void begin(double demand, int early, long now) {
    begin(demand, early, now, now);
    made = 0;
    inFlight = false;
    planNext(now);
  }

  /**
   * An outage is learned of that other replicas know already: what they have probed is planned no
   * more. After a probe under way for any item the next is planned when it is over.
   */
  void join(SharedOutage known, double demand, long now) {
    begin(demand, known.early() + known.probes(), now - known.lastProbeNanos(), now);
    made = known.probes();
    inFlight = known.underWay();
    own = false;
    kind = known.lastForAny() ? Probe.ANY : Probe.ASKED;
    if (!inFlight || kind != Probe.ANY) {
      planNext(now);
    }
  }

  private void begin(double demand, int early, long lastAt, long now) {
    this.demand = demand;
    this.early = Math.min(EARLY_PROBES, early);
    this.lastAt = lastAt;
    lastAnyAt = lastAt;
    notBefore = now;
    onBackoff = false;
  }

  /** So much is demanded now, in syncs per second. */
  void demand(double perSecond) {
    demand = perSecond;
  }

  /** See {@link Outage#untilProbe}. */
  long until(boolean asked, long now) {
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

  /** See {@link Outage#untilNext}. */
  long untilNext(long now) {
    return inFlight && kind == Probe.ANY ? interval() - (now - lastAt) : untilAny(now);
  }

  private long untilAny(long now) {
    return onBackoff ? backoffAt - now : interval() - (now - lastAnyAt);
  }

  private long interval() {
    double each = demand > 0 ? 1e9 / demand : LONGEST_NANOS;
    return (long) Math.min(Math.max((double) rules.probeNanos(), each), LONGEST_NANOS);
  }

  /** Begins a probe if it is time for one. */
  Probe beginProbe(boolean asked, long now) {
    if (until(asked, now) > 0) {
      return Probe.NONE;
    }
    kind = untilAny(now) <= 0 ? Probe.ANY : Probe.ASKED;
    inFlight = true;
    own = true;
    made++;
    lastAt = now;
    return kind;
  }

  /** The probe could not be made. */
  void none(long now) {
    if (inFlight && own) {
      inFlight = false;
      made--;
      notBefore = now + VOID_NANOS;
    }
  }

  /** The probe has not succeeded. */
  void failed(long now) {
    if (inFlight) {
      over(now);
    }
  }

  /** Plans the next probe after those that all replicas have made. */
  void learn(SharedOutage known, long now) {
    if (known.probes() > made) {
      made = known.probes();
      inFlight = true;
      own = false;
      kind = known.lastForAny() ? Probe.ANY : Probe.ASKED;
      lastAt = now - known.lastProbeNanos();
    }
    if (inFlight && !own && !known.underWay()) {
      over(now);
    }
  }

  /** The outage has ended, and with it what was under way. */
  void end() {
    inFlight = false;
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
}
