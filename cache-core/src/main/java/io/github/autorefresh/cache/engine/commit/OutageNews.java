package io.github.autorefresh.cache.engine.commit;

import io.github.autorefresh.cache.engine.pace.OutageLog;
import io.github.autorefresh.cache.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tells of outages: in the log at once, and the listeners on a housekeeping thread, one event after
 * the other. Thread-safe.
 */
public final class OutageNews implements OutageControl.Listener {

  private final OutageLog log;
  private final ChangeNotifier<?> notifier;
  private final Executor housekeeping;
  private final Runnable workMayBeDue;
  private final TimeSource time;
  private final ReentrantLock lock = new ReentrantLock();

  /** What has not been told yet, in order; guarded by the lock, like who tells. */
  private final ArrayDeque<Runnable> events = new ArrayDeque<>();

  private boolean telling;

  /**
   * Tells these.
   *
   * @param workMayBeDue run when an outage has begun or ended: what was planned no longer holds
   */
  public OutageNews(
      OutageLog log,
      ChangeNotifier<?> notifier,
      Executor housekeeping,
      Runnable workMayBeDue,
      TimeSource time) {
    this.log = log;
    this.notifier = notifier;
    this.housekeeping = housekeeping;
    this.workMayBeDue = workMayBeDue;
    this.time = time;
  }

  @Override
  public void began(Throwable cause, long failing) {
    log.began(cause, failing, time.nanos());
    workMayBeDue.run();
    tell(() -> notifier.outage(cause));
  }

  @Override
  public void lasts() {
    log.look(time.nanos());
  }

  @Override
  public void ended(long lastedNanos, long failed) {
    log.ended(lastedNanos, failed);
    workMayBeDue.run();
    tell(() -> notifier.recovered(Duration.ofNanos(lastedNanos)));
  }

  private void tell(Runnable event) {
    lock.lock();
    try {
      events.add(event);
      if (telling) {
        return;
      }
      telling = true;
    } finally {
      lock.unlock();
    }
    housekeeping.execute(this::tellAll);
  }

  private void tellAll() {
    for (Runnable event = next(); event != null; event = next()) {
      event.run();
    }
  }

  private @Nullable Runnable next() {
    lock.lock();
    try {
      Runnable event = events.poll();
      telling = event != null;
      return event;
    } finally {
      lock.unlock();
    }
  }
}
