package io.github.autorefresh.cache.engine.handle;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.loop.EventLoop;
import io.github.autorefresh.cache.spi.ForeignCode;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts as many workers as there is to be handled, times out their calls, and gives up what was
 * not handled within the retention. Runs in an event loop, and neither calls the handler nor waits
 * for it.
 */
final class HandlerLoop<T extends CacheItem> implements EventLoop.Task {

  /** How long to wait when the store, or the start of a thread, has failed. */
  private static final long PAUSE_NANOS = 1_000_000_000;

  private static final Logger log = LoggerFactory.getLogger(HandlerLoop.class);

  private final HandlerWork<T> work;
  private final HandlerWorkers<T> workers;
  private final HandlerReports reports;
  private final Duration timeout;

  private final LongConsumer turnWithin;
  private final AtomicBoolean givingUp = new AtomicBoolean();

  private long pausedAt;
  private boolean paused;

  /**
   * The loop of these workers.
   *
   * @param turnWithin makes it turn within so many nanoseconds
   */
  HandlerLoop(
      HandlerWork<T> work,
      HandlerWorkers<T> workers,
      HandlerReports reports,
      LongConsumer turnWithin) {
    this.turnWithin = turnWithin;
    this.work = work;
    this.workers = workers;
    this.reports = reports;
    this.timeout = work.settings().syncTimeout();
  }

  @Override
  public long turn() {
    timeOut();
    long untilGiveUp = giveUp();
    long untilStart = start();
    reports.look(work.marks().stats());
    return Math.min(
        Math.min(untilGiveUp, untilStart), Math.min(untilTimeout(), work.marks().untilMore()));
  }

  /**
   * Gives up what is to be by now: on another thread, since a store may have to be asked, while
   * calls are to be timed out. Returns the nanoseconds until there may be more.
   */
  private long giveUp() {
    if (!givingUp.get() && work.marks().untilGiveUp() == 0) {
      givingUp.set(true);
      work.housekeeping().execute(this::giveUpElsewhere);
    }
    return givingUp.get() ? IDLE : work.marks().untilGiveUp();
  }

  private void giveUpElsewhere() {
    ForeignCode.run(
        log,
        work.cache(),
        "giving up what is unhandled",
        () -> work.marks().giveUp().forEach(reports::givenUp));
    givingUp.set(false);
    turnWithin.accept(0);
  }

  /** Starts workers; returns the nanoseconds until another may be started for what waits now. */
  private long start() {
    long now = work.time().nanos();
    if (workers.haveFailed()) {
      paused = true;
      pausedAt = now;
    }
    if (paused && now - pausedAt < PAUSE_NANOS) {
      return PAUSE_NANOS - (now - pausedAt);
    }
    paused = false;
    try {
      for (int missing = missing(); missing > 0; missing--) {
        workers.start();
      }
    } catch (
        @SuppressWarnings("CatchThrowable")
        Throwable noThread) { // tried again later
      ForeignCode.error(log, work.cache(), "no thread could be started for the handler", noThread);
      paused = true;
      pausedAt = now;
      return PAUSE_NANOS;
    }
    return missing() > 0 ? 0 : IDLE;
  }

  /** None while a stop waits for the calls that run: a worker would find nothing, and leave. */
  private int missing() {
    int free = work.gate().isOpen() ? workers.free() : 0;
    return free <= 0 ? 0 : Math.min(free, work.marks().claimable(free) - workers.looking());
  }

  private void timeOut() {
    long now = work.time().nanos();
    for (HandlerCall<T> call : workers.calls()) {
      if (call.age(now) >= timeout.toNanos() && call.timeOut()) {
        TimeoutException error =
            new TimeoutException("The handler has not returned within " + timeout);
        if (call.failed(() -> work.marks().failed(call.claim(), error))) {
          work.housekeeping().execute(() -> note(call));
          reports.failed(call.id(), error, call.age(now), now);
        }
      }
    }
  }

  private void note(HandlerCall<T> call) {
    ForeignCode.run(log, work.cache(), "noting a timeout of the handler", call::noteFailure);
  }

  /** Nanoseconds until a call may time out, also one that begins after this. */
  private long untilTimeout() {
    long wait = workers.isAnyActive() ? timeout.toNanos() : IDLE;
    long now = work.time().nanos();
    for (HandlerCall<T> call : workers.calls()) {
      if (!call.isTimedOut()) {
        wait = Math.min(wait, Math.max(0, timeout.toNanos() - call.age(now)));
      }
    }
    return wait;
  }
}
