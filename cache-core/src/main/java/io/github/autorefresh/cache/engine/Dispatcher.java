package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ClaimedItems;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims what is due, as much as free workers can begin at once, and hands it out. Runs no code of
 * the application but its executor. Turned by one thread.
 */
final class Dispatcher<T extends CacheItem> implements EventLoop.Turn {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  private static final int MOST_AT_ONCE = 256;
  private static final long FIRST_RETRY_NANOS = 1_000_000;
  private static final long LAST_RETRY_NANOS = 1_000_000_000;
  private static final long LOOK_NANOS = 1_000_000_000;

  /** Calls that were quick are held to be quick for so long. */
  private static final long QUICK_NANOS = 10_000_000;

  private final Engine<T> engine;
  private final Executor executor;
  private final Overload overload;
  private final ClaimedItems<T> claimed = new ClaimedItems<>();
  private volatile @Nullable Instant lastTurnAt;
  private long lookedAt;
  private long refusals;
  private long retryAt;

  Dispatcher(Engine<T> engine, Executor executor) {
    this.engine = engine;
    this.executor = executor;
    this.overload = new Overload(engine.name(), engine::saturation);
    this.lookedAt = engine.time().nanos();
  }

  @Nullable Instant lastTurnAt() {
    return lastTurnAt;
  }

  @Override
  public long turn() {
    signOfLife();
    while (engine.mayCall()) {
      long now = engine.time().nanos();
      lookAtLoad(now);
      if (refusals > 0 && retryAt - now > 0) {
        return retryAt - now;
      }
      int vacancies = vacancies();
      if (vacancies <= 0) {
        return untilVacancy();
      }
      int length = engine.runLength().handedOver();
      int most = (int) Math.min((long) vacancies * length, Math.max(MOST_AT_ONCE, length));
      int got = engine.store().claim(claimed, most);
      handOut(length);
      if (got < most) {
        return vacancies() > 0 ? engine.store().untilNextDue() : untilVacancy();
      }
      signOfLife(); // under full load one turn may last for as long as the load does
    }
    return IDLE;
  }

  private void signOfLife() {
    lastTurnAt = engine.time().instant();
  }

  private int vacancies() {
    WorkerPool<T> crew = engine.crew();
    return engine.runLength().crewSize(crew.parallelism()) - crew.active();
  }

  /**
   * Whoever leaves says so, and so does the watch of one that is held up; but nobody says that
   * calls are no longer quick, and more workers worth having.
   */
  private long untilVacancy() {
    return engine.runLength().isQuick() ? QUICK_NANOS : IDLE;
  }

  private void handOut(int length) {
    int size = claimed.size();
    for (int from = 0; from < size; from += length) {
      Worker<T> worker = engine.crew().hire();
      worker.load(claimed, from, Math.min(length, size - from));
      engine.handedOut();
      if (refusals > 0 && retryAt - engine.time().nanos() > 0) {
        worker.unload();
      } else {
        execute(worker);
      }
    }
    claimed.clear();
  }

  /**
   * A task that the executor refuses is a delay: its items go back, and are claimed again later.
   */
  @SuppressWarnings("CatchThrowable") // also what an executor should not throw
  private void execute(Worker<T> worker) {
    try {
      executor.execute(worker);
      refusals = 0;
    } catch (Throwable refusal) {
      if (refusals == 0) {
        log.warn("Cache \"{}\": the executor refused a task; trying on", engine.name(), refusal);
      }
      long delay = FIRST_RETRY_NANOS << Math.min(refusals++, 10);
      retryAt = engine.time().nanos() + Math.min(delay, LAST_RETRY_NANOS);
      worker.unload();
    }
  }

  private void lookAtLoad(long now) {
    if (now - lookedAt >= LOOK_NANOS) {
      lookedAt = now;
      overload.look(engine.store().stats());
    }
  }
}
