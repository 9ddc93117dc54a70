package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.spi.TimeSource;
import java.util.concurrent.TimeUnit;

/**
 * What this replica knows of the schedule without asking: when a claim may succeed, and how late
 * things are. Thread-safe.
 */
final class Timetable {

  private static final long UNKNOWN = Long.MAX_VALUE;

  private final TimeSource time;
  private final long origin;
  private long nextAt;
  private long asked;
  private volatile long overdue;
  private volatile long lateMicros;

  Timetable(TimeSource time) {
    this.time = time;
    origin = time.nanos();
  }

  /** A claim is about to be asked for; what is learnt meanwhile outweighs its answer. */
  synchronized long asks() {
    return asked;
  }

  /** The answer to a claim: there may be more then; negative if nothing is known. */
  synchronized void answered(long ticket, long waitMicros) {
    long at = waitMicros < 0 ? UNKNOWN : now() + TimeUnit.MICROSECONDS.toNanos(waitMicros);
    nextAt = ticket == asked ? at : Math.min(nextAt, at);
  }

  /** Something is due that much later from now. */
  synchronized void dueIn(long nanos) {
    long at = nanos > Long.MAX_VALUE / 4 ? UNKNOWN : now() + nanos;
    nextAt = Math.min(nextAt, at);
    asked++;
  }

  /** There is no use in asking before that much time has passed. */
  synchronized void restFor(long nanos) {
    nextAt = now() + nanos;
  }

  /** How many items a claim would find, as far as is known: at least one, once one may be due. */
  int claimable(int max) {
    return untilNext() == 0 ? (int) Math.min(max, Math.max(1, overdue)) : 0;
  }

  /** Nanoseconds until more can be claimed; once a claim may find something, its answer tells. */
  long untilMore() {
    long wait = untilNext();
    return wait == 0 ? UNKNOWN : wait;
  }

  private synchronized long untilNext() {
    return nextAt == UNKNOWN ? UNKNOWN : Math.max(0, nextAt - now());
  }

  void overdue(long items, long micros) {
    overdue = items;
    lateMicros = micros;
  }

  long overdue() {
    return overdue;
  }

  long lagNanos() {
    return TimeUnit.MICROSECONDS.toNanos(lateMicros);
  }

  private long now() {
    return time.nanos() - origin;
  }
}
