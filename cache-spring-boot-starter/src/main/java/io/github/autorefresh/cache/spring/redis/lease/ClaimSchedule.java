package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.spi.TimeSource;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What this replica knows of the schedule without asking: when a claim may succeed, and how late
 * things are. Thread-safe.
 */
public final class ClaimSchedule {

  /**
   * An item that is later than this is late for want of a permit, or of a replica that knows of it.
   */
  private static final long UNNOTICED_MICROS = 1_000_000;

  private final NextRequest next;
  private final BooleanSupplier yields;
  private volatile long overdue;
  private volatile long lateMicros;

  /**
   * On that clock.
   *
   * @param yields true while this replica cannot read all items, and lets others go first
   */
  public ClaimSchedule(TimeSource time, BooleanSupplier yields) {
    next = new NextRequest(time);
    this.yields = yields;
    next.dueIn(0);
  }

  /** A claim is about to be asked for; what is learned meanwhile outweighs its answer. */
  long asks() {
    return next.asks();
  }

  /**
   * The answer to a claim: there may be more then; negative if nothing is known. And the figures,
   * as {@link #overdue(long, long)}.
   */
  void answered(long ticket, long waitMicros, long items, long micros) {
    boolean waitsForItem = waitMicros >= 0 && items == 0; // else for a permit, if at all
    long later = waitsForItem ? TimeUnit.NANOSECONDS.toMicros(yieldNanos()) : 0;
    next.answered(ticket, waitMicros + later);
    figures(items, micros);
  }

  private long yieldNanos() {
    return yields.getAsBoolean() ? LeaseSettings.YIELD_NANOS : 0;
  }

  /** Something is due that much later from now. */
  public void dueIn(long nanos) {
    next.dueIn(nanos, yieldNanos());
  }

  /** There is no use in asking before that much time has passed. */
  void restFor(long nanos) {
    next.restFor(nanos);
  }

  /** How many items a claim would find, as far as is known: at least one, once one may be due. */
  public int claimable(int max) {
    return next.until() == 0 ? (int) Math.min(max, Math.max(1, overdue)) : 0;
  }

  /** Nanoseconds until more can be claimed; once a claim may find something, its answer tells. */
  public long untilMore() {
    long wait = next.until();
    return wait == 0 ? NextRequest.UNKNOWN : wait;
  }

  /** As {@link #overdue(long, long)}, from what a script answers. */
  void figures(long items, long micros) {
    overdue = items;
    lateMicros = micros;
  }

  /** How much is overdue in the cluster, and how late the first of it is. */
  public void overdue(long items, long micros) {
    if (items > 0 && (next.until() == NextRequest.UNKNOWN || micros > UNNOTICED_MICROS)) {
      dueIn(0); // whoever should have told of it is gone, or was not heard
    }
    figures(items, micros);
  }

  /** How many items are overdue, as far as is known. */
  public long overdue() {
    return overdue;
  }

  /** How late the first of them is. */
  public long lagNanos() {
    return TimeUnit.MICROSECONDS.toNanos(lateMicros);
  }
}
