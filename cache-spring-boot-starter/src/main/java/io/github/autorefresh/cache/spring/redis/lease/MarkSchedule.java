package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.spi.ControlSink;
import io.github.autorefresh.cache.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * What this replica knows, without asking, of what is to be handled: when a claim of a mark may
 * succeed, and when something may have to be given up. A replica without a handler knows nothing of
 * that and asks for nothing. Thread-safe.
 */
public final class MarkSchedule {

  private final ControlSink control;
  private final BooleanSupplier yields;
  private final NextRequest next;

  /** When something may have to be given up, as Redis says. */
  private final NextRequest givenUp;

  /** The same of what was marked since, which may be handled by now. */
  private final NextRequest markedGivenUp;

  /** When to ask once more, since an answer was not heard: whatever else Redis says meanwhile. */
  private final NextRequest givenUpAgain;

  private volatile boolean hasHandler;
  private volatile long retentionNanos;

  /** How many can be claimed, as far as is known. */
  private final AtomicLong due = new AtomicLong();

  /**
   * On that clock.
   *
   * @param control is told that there is more to be handled
   * @param yields true while this replica cannot read all items, and lets others go first
   */
  public MarkSchedule(TimeSource time, ControlSink control, BooleanSupplier yields) {
    this.control = control;
    this.yields = yields;
    next = new NextRequest(time);
    givenUp = new NextRequest(time);
    markedGivenUp = new NextRequest(time);
    givenUpAgain = new NextRequest(time);
  }

  /** This replica has a handler; what it has not handled for so long is given up. */
  public void handlerExists(Duration retention) {
    retentionNanos = retention.toNanos();
    next.dueIn(0);
    hasHandler = true;
  }

  /** True if this replica has a handler. */
  public boolean hasHandler() {
    return hasHandler;
  }

  /** An item was marked, here or elsewhere. */
  public void marked() {
    if (hasHandler) {
      due.incrementAndGet();
      markedGivenUp.dueIn(retentionNanos);
      next.dueIn(0);
      control.marked();
    }
  }

  /** So many marks are due, as Redis says once a second. */
  public void areDue(long marks) {
    if (hasHandler && marks > 0) {
      boolean unknown = next.until() > 0;
      due.set(marks);
      dueIn(0);
      if (unknown) {
        control.marked();
      }
    }
  }

  /** A mark is due that much later from now. */
  public void dueIn(long nanos) {
    next.dueIn(nanos, yieldNanos());
  }

  private long yieldNanos() {
    return yields.getAsBoolean() ? LeaseSettings.YIELD_MARK_NANOS : 0;
  }

  /** There is no use in asking before that much time has passed. */
  public void restFor(long nanos) {
    next.restFor(nanos);
  }

  /** A claim is about to be asked for; what is learned meanwhile outweighs its answer. */
  public long asks() {
    return next.asks();
  }

  /** The answer to a claim: there may be more then; negative if there is none. */
  public void answered(long ticket, long waitMicros, long dueNow) {
    boolean waits = waitMicros >= 0 && dueNow == 0;
    long later = waits ? TimeUnit.NANOSECONDS.toMicros(yieldNanos()) : 0;
    if (next.answered(ticket, waitMicros + later)) {
      due.set(dueNow);
    }
  }

  /** The longest that a terminal item has been unhandled; negative if there is none. */
  public void longest(long micros) {
    markedGivenUp.forget();
    if (micros < 0) {
      givenUp.forget();
    } else {
      givenUp.restFor(Math.max(0, retentionNanos - TimeUnit.MICROSECONDS.toNanos(micros)));
    }
  }

  /** All that was marked here or elsewhere is handled, as far as is known. */
  public void allIsHandled() {
    markedGivenUp.forget();
  }

  /**
   * Redis is about to be asked what is given up: if nothing else is learned, again after that time.
   */
  public void giveUpAgainIn(long nanos) {
    markedGivenUp.forget();
    givenUp.forget();
    givenUpAgain.restFor(nanos);
  }

  /** Redis has told of all that was given up, and knows that this replica has heard it. */
  public void allIsHeard() {
    givenUpAgain.forget();
  }

  /** How many marks a claim would find, as far as is known. */
  public int claimable(int max) {
    return next.until() == 0 ? (int) Math.min(max, Math.max(1, due.get())) : 0;
  }

  /** Nanoseconds until more can be claimed. */
  public long untilMore() {
    long wait = next.until();
    return wait == 0 ? NextRequest.UNKNOWN : wait;
  }

  /** Nanoseconds until something may have to be given up. */
  public long untilGiveUp() {
    return Math.min(givenUpAgain.until(), Math.min(givenUp.until(), markedGivenUp.until()));
  }
}
