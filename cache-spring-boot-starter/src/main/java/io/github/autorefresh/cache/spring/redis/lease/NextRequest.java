package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.spi.TimeSource;
import java.util.concurrent.TimeUnit;

/**
 * When there may be something to ask Redis for, such as a claim, as far as this replica knows
 * without asking. Thread-safe.
 */
final class NextRequest {

  /** Of a wait: nothing is known to come. */
  static final long UNKNOWN = Long.MAX_VALUE;

  private final TimeSource time;
  private final long origin;
  private long at = UNKNOWN;
  private long learned;

  /** Nothing is known yet. */
  NextRequest(TimeSource time) {
    this.time = time;
    origin = time.nanos();
  }

  /** A request is about to be made; what is learned meanwhile outweighs its answer. */
  synchronized long asks() {
    return learned;
  }

  /**
   * The answer to a request: there may be more then; negative if nothing is known. False if
   * something else was learned meanwhile.
   */
  synchronized boolean answered(long ticket, long waitMicros) {
    long told = waitMicros < 0 ? UNKNOWN : now() + TimeUnit.MICROSECONDS.toNanos(waitMicros);
    boolean isLatest = ticket == learned;
    at = isLatest ? told : Math.min(at, told);
    return isLatest;
  }

  /** There is something that much later from now. */
  synchronized void dueIn(long nanos) {
    at = Math.min(at, in(nanos));
    learned++;
  }

  /** The same, but this replica asks that much later still. */
  void dueIn(long nanos, long later) {
    dueIn(nanos > UNKNOWN / 4 ? nanos : nanos + later);
  }

  /** There is no use in asking before that much time has passed. */
  synchronized void restFor(long nanos) {
    at = in(nanos);
  }

  /** There is nothing to ask for. */
  synchronized void forget() {
    at = UNKNOWN;
  }

  private long in(long nanos) {
    return nanos > UNKNOWN / 4 ? UNKNOWN : now() + nanos;
  }

  /** Nanoseconds until there may be something; {@link #UNKNOWN} if that is not known. */
  synchronized long until() {
    return at == UNKNOWN ? UNKNOWN : Math.max(0, at - now());
  }

  private long now() {
    return time.nanos() - origin;
  }
}
