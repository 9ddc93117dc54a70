package io.github.autorefresh.cache.engine.loop;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.pace.Overload;
import io.github.autorefresh.cache.spi.StoreStats;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Wakes as many workers as there is work and permits for. It claims nothing and takes no permit:
 * the thread that makes a call does both. Of the application's code it runs its executor and its
 * limiter only. Turned by one thread.
 */
public final class Dispatcher<T extends CacheItem> implements EventLoop.Task {

  /** Where calls are quick, it looks this often whether they still are. */
  private static final long QUICK_NANOS = 10_000_000;

  private static final long OVERLOAD_NANOS = 1_000_000_000;

  /** The longest wait for a worker that is to make a probe; it says so when it has. */
  private static final long PROBE_NANOS = 1_000_000_000;

  /** The pause after tasks that ran at once and found nothing of what was announced. */
  private static final long IN_VAIN_NANOS = 1_000_000;

  private final Work<T> work;
  private final WorkerPool<T> pool;
  private final Tasks tasks;
  private final Overload overload;
  private volatile @Nullable Instant lastTurnAt;

  /** The thread that turns, in a turn. */
  private volatile @Nullable Thread turning;

  private long lookedAt;

  /** Wakes workers of this pool on this executor. */
  public Dispatcher(
      String cache, Work<T> work, WorkerPool<T> pool, Executor executor, Overload overload) {
    this.work = work;
    this.pool = pool;
    this.tasks = new Tasks(cache, executor, work.time(), this::runWorker);
    this.overload = overload;
    this.lookedAt = work.time().nanos();
  }

  /** When it turned last; null if it never has. */
  public @Nullable Instant lastTurnAt() {
    return lastTurnAt;
  }

  /** What a task does, on a thread of the executor, or on this one if the executor likes. */
  private void runWorker() {
    Worker<T> worker = pool.enter();
    if (worker == null) {
      return;
    }
    try {
      worker.run(Thread.currentThread() == turning);
    } finally {
      pool.leave(worker);
      work.loops().workerLeft();
    }
  }

  @Override
  public long turn() {
    turning = Thread.currentThread();
    try {
      work.pace().claiming().look();
      return Math.min(dispatch(), work.pace().claiming().untilLook());
    } finally {
      turning = null;
    }
  }

  private long dispatch() {
    Claiming claiming = work.pace().claiming();
    while (work.mayCall().mayCall()) {
      lastTurnAt = work.time().instant();
      long now = work.time().nanos();
      lookAtLoad(now);
      tasks.writeOffLost(now);
      long untilRetry = tasks.untilRetry(now);
      if (untilRetry > 0) {
        return untilRetry;
      }
      int waiting = tasks.waiting();
      if (work.probing().isOn()) {
        long untilProbe = probe(waiting, now);
        if (untilProbe > 0) {
          return untilProbe;
        }
        continue;
      }
      int vacancies = work.pace().workers().workers() - pool.active() - waiting;
      work.loops().full(vacancies <= 0);
      if (vacancies <= 0) {
        return Math.min(untilVacancy(), tasks.untilWriteOff(now));
      }
      long untilMore =
          claiming.untilMore(work.store()); // first: what is due by the next line counts there
      int missing = missing(vacancies, waiting + pool.looking());
      if (missing == 0) {
        return Math.min(untilMore, tasks.untilWriteOff(now));
      }
      int inVain = pool.inVain();
      if (submit(missing) && pool.inVain() - inVain >= missing) {
        return IN_VAIN_NANOS;
      }
    }
    return IDLE;
  }

  /** During an outage, wakes a worker if it is time for a probe; returns how long to wait. */
  private long probe(int waiting, long now) {
    work.loops().full(false); // whoever leaves may make room for a probe
    long wait = work.probing().untilProbe(now);
    boolean coming = waiting + pool.looking() > 0 || pool.isFull();
    if (wait <= 0 && !coming && submit(1)) {
      return 0;
    }
    return Math.min(wait > 0 ? wait : PROBE_NANOS, tasks.untilWriteOff(now));
  }

  /**
   * How many workers are to be woken.
   *
   * @param coming how many are about to claim anyway
   */
  private int missing(int vacancies, int coming) {
    int size = work.pace().claimSize().items();
    long most = (long) (vacancies + coming) * size;
    int claimable =
        work.pace().claiming().claimable(work.store(), (int) Math.min(most, Integer.MAX_VALUE));
    int claims = claimable / size + (claimable % size == 0 ? 0 : 1);
    return Math.max(0, Math.min(vacancies, claims - coming));
  }

  /** False if the executor refused one. */
  private boolean submit(int some) {
    for (int i = 0; i < some; i++) {
      if (!tasks.submit()) {
        return false;
      }
    }
    return true;
  }

  /** Whoever leaves says so, but nobody says that calls are no longer quick. */
  private long untilVacancy() {
    return work.pace().claimSize().isQuick() ? QUICK_NANOS : IDLE;
  }

  private void lookAtLoad(long now) {
    if (now - lookedAt >= OVERLOAD_NANOS) {
      lookedAt = now;
      work.pace().claiming().look(); // a turn may be long
      StoreStats stats = work.store().stats();
      overload.look(stats);
      work.pace().retries().demand(stats.demand(), now);
    }
  }
}
