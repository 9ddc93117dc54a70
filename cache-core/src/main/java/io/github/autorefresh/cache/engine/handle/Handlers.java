package io.github.autorefresh.cache.engine.handle;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.commit.Settlement;
import io.github.autorefresh.cache.engine.loop.EventLoop;
import io.github.autorefresh.cache.engine.loop.OtherCalls;
import io.github.autorefresh.cache.spi.ForeignCode;
import io.github.autorefresh.cache.spi.HandlerMarks;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The handler of a cache, and what calls it. Thread-safe. */
public final class Handlers<T extends CacheItem> implements OtherCalls {

  private static final Logger log = LoggerFactory.getLogger(Handlers.class);

  private final HandlerWork<T> work;
  private final HandlerWorkers<T> workers;
  private final HandlerReports reports;
  private final EventLoop loop;

  /**
   * Not started yet.
   *
   * @param settlement has the observers
   * @param loops creates its event loop
   */
  public Handlers(
      HandlerWork<T> work, Settlement<T> settlement, Function<EventLoop.Task, EventLoop> loops) {
    this.work = work;
    this.reports = new HandlerReports(work.cache(), settlement);
    this.workers = new HandlerWorkers<>(work, reports, this::turnWithin);
    this.loop = loops.apply(new HandlerLoop<>(work, workers, reports, this::turnWithin));
  }

  /** As {@link io.github.autorefresh.cache.spi.ItemStore#fulfil}; marks what is wanted. */
  public T fulfil(String id, T item, long period, long untilFirstSync, NotWanted<T> otherwise) {
    boolean wanted = work.settings().handler().created() && work.wants().testContained(item);
    return wanted
        ? work.marks().fulfil(id, item, period, untilFirstSync)
        : otherwise.fulfil(id, item, period, untilFirstSync);
  }

  /** Creates an item without a mark. */
  @FunctionalInterface
  public interface NotWanted<T extends CacheItem> {
    /** As {@link io.github.autorefresh.cache.spi.ItemStore#fulfil}. */
    T fulfil(String id, T item, long period, long untilFirstSync);
  }

  /** As {@link io.github.autorefresh.cache.AutoRefreshCache#retryHandler}. */
  public boolean retry(String id) {
    boolean unhandled = work.marks().retry(id);
    wake();
    return unhandled;
  }

  /** There may be more to be handled than was known. */
  public void wake() {
    turnWithin(0);
  }

  private void turnWithin(long nanos) {
    loop.turnWithin(nanos);
  }

  /** What is unhandled. */
  public HandlerMarks.Stats stats() {
    return work.marks().stats();
  }

  /** How many items were given up. */
  public long abandoned() {
    return reports.abandoned();
  }

  @Override
  public void started() {
    loop.start();
    wake();
  }

  @Override
  public void stopped() {
    loop.end();
  }

  @Override
  public boolean areAtRest(Thread self) {
    return workers.calls().stream().allMatch(call -> call.thread() == self || call.isTimedOut());
  }

  @Override
  public void interrupt(Thread self) {
    workers.calls().stream().filter(call -> call.thread() != self).forEach(HandlerCall::interrupt);
  }

  @Override
  public void abandon(Thread self) {
    workers.calls().stream().filter(call -> call.thread() != self).forEach(this::abandon);
  }

  private void abandon(HandlerCall<T> call) {
    ForeignCode.log(
        () ->
            log.warn(
                "Cache \"{}\": stopped while the handler of item \"{}\" still runs; it is"
                    + " abandoned",
                work.cache(),
                call.id()));
  }
}
