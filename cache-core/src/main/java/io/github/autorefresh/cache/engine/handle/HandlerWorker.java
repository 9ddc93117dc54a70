package io.github.autorefresh.cache.engine.handle;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.call.BorrowedThread;
import io.github.autorefresh.cache.engine.pace.JitterSequence;
import io.github.autorefresh.cache.spi.ForeignCode;
import io.github.autorefresh.cache.spi.HandlerClaim;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task on a thread of the handler: claims an item, calls the handler, says how the call ended,
 * and repeats this until nothing is left to be claimed. It publishes its call before it looks
 * whether the cache still runs, so that a stop sees every call that begins.
 */
final class HandlerWorker<T extends CacheItem> {

  private static final Logger log = LoggerFactory.getLogger(HandlerWorker.class);

  private final HandlerWork<T> work;
  private final HandlerReports reports;
  private final LongConsumer turnWithin;
  private final JitterSequence jitter;
  private volatile @Nullable HandlerCall<T> call;

  /**
   * A worker that has not begun.
   *
   * @param turnWithin makes the loop turn within so many nanoseconds
   */
  HandlerWorker(HandlerWork<T> work, HandlerReports reports, LongConsumer turnWithin) {
    this.work = work;
    this.reports = reports;
    this.turnWithin = turnWithin;
    this.jitter = work.intervals().newJitter();
  }

  /** Its call, or null; may be asked by any thread. */
  @Nullable HandlerCall<T> call() {
    return call;
  }

  /**
   * Works until there is nothing left to do.
   *
   * @param looked run once it has looked for work
   * @return false if it has failed, for a reason that is not the handler's
   */
  @SuppressWarnings("CatchThrowable") // a store that throws must not end the handling for good
  boolean run(Runnable looked) {
    BorrowedThread mine = new BorrowedThread();
    try {
      HandlerClaim<T> claim = claim(looked);
      while (claim != null) {
        claim = callFor(claim, mine);
      }
      return true;
    } catch (Throwable thrown) {
      ForeignCode.error(log, work.cache(), "a worker of the handler failed", thrown);
      return false;
    } finally {
      call = null;
      mine.giveBack();
    }
  }

  private @Nullable HandlerClaim<T> claim(Runnable looked) {
    try {
      return work.gate().isOpen() ? work.marks().claim() : null;
    } finally {
      looked.run();
    }
  }

  /**
   * Calls, unless the cache has stopped, and returns what to call for next: null if there is
   * nothing, or if this worker is to leave.
   */
  private @Nullable HandlerClaim<T> callFor(HandlerClaim<T> claim, BorrowedThread mine) {
    mine.restore(false); // an interrupt from elsewhere must not reach the call
    HandlerCall<T> begun = new HandlerCall<>(claim, mine.thread(), work.time().nanos());
    call = begun;
    if (!work.gate().isOpen()) {
      work.marks().release(claim, 0);
      return null;
    }
    Throwable error = null;
    boolean wanted = true;
    try {
      wanted = work.wants().test(claim.item());
      if (wanted) {
        work.handler().handle(claim.item());
      }
    } catch (
        @SuppressWarnings("CatchThrowable")
        Throwable thrown) { // whatever it is, it has failed
      error = thrown;
    }
    mine.restore(begun.returned());
    boolean goesOn = !mine.isWantedBack();
    if (error != null) {
      failed(begun, error);
      call = null;
      return goesOn ? work.marks().claim() : null;
    }
    return returned(begun, wanted, goesOn);
  }

  private @Nullable HandlerClaim<T> returned(HandlerCall<T> ended, boolean wanted, boolean goesOn) {
    long age = ended.age(work.time().nanos());
    HandlerClaim<T> next = null;
    if (goesOn && work.gate().isOpen()) {
      next = work.marks().handledThenClaim(ended.claim());
    } else {
      work.marks().handled(ended.claim());
    }
    if (wanted) {
      reports.handled(age);
    }
    return next;
  }

  private void failed(HandlerCall<T> ended, Throwable error) {
    HandlerClaim<T> claim = ended.claim();
    long now = work.time().nanos();
    try {
      if (ended.failed(() -> work.marks().failed(claim, error))) {
        reports.failed(claim.id(), error, ended.age(now), now);
      }
      ended.noteFailure(); // before the claim ends
    } finally { // a claim that stays would keep the item from everybody
      long backoff = work.intervals().backoff(claim.failures(), jitter);
      work.marks().release(claim, backoff);
      turnWithin.accept(backoff);
    }
  }
}
