package io.github.autorefresh.cache.engine.commit;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.pace.Outage;
import io.github.autorefresh.cache.engine.pace.RecoveryRamp;
import io.github.autorefresh.cache.engine.pace.Throttle;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spi.StoreStats;
import io.github.autorefresh.cache.spi.TimeSource;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Begins and ends outages by what is committed. When one ends, the store makes due what failed in
 * it, at a rate that starts low; only then are calls made again. Thread-safe.
 */
public final class OutageControl<T extends CacheItem> {

  /**
   * An item that failed so shortly before the last success as this has failed for the same reason:
   * the system was down for the one call and not yet for the other.
   */
  private static final long GRACE_NANOS = 1_000_000_000;

  private final Outage outage;
  private final ItemStore<T> store;
  private final Throttle throttle;
  private final int maxBatch;
  private final TimeSource time;
  private final Listener listener;

  /** Hears of outages, on the thread that commits or that dispatches; may run nothing foreign. */
  public interface Listener {

    /**
     * One has begun.
     *
     * @param cause of a failure that made it
     * @param failing how many items fail
     */
    void began(Throwable cause, long failing);

    /** It lasts; said about once a second. */
    void lasts();

    /**
     * It has ended.
     *
     * @param lastedNanos since the first failure that made it
     * @param failed how many items are due because they failed in it
     */
    void ended(long lastedNanos, long failed);
  }

  /** Controls this outage. */
  public OutageControl(
      Outage outage,
      ItemStore<T> store,
      Throttle throttle,
      int maxBatch,
      TimeSource time,
      Listener listener) {
    this.outage = outage;
    this.store = store;
    this.throttle = throttle;
    this.maxBatch = maxBatch;
    this.time = time;
    this.listener = listener;
  }

  /** These outcomes have been committed. */
  void committed(ClaimedItems<T> items, long now) {
    boolean succeeded = false;
    int failed = 0;
    int newly = 0;
    Throwable cause = null;
    for (int i = 0; i < items.size(); i++) {
      Outcome outcome = items.outcome(i);
      if (outcome != Outcome.FAILED && outcome != Outcome.DEFERRED) {
        succeeded = true;
        if (maxBatch == 1) { // in a batch, which is one call, the order means nothing
          failed = 0;
          newly = 0;
        }
      } else if (outcome == Outcome.FAILED && items.isAccepted(i)) {
        failed++;
        newly += items.failures(i) == 0 ? 1 : 0;
        cause = items.error(i);
      }
    }
    if (items.isProbe()) {
      probed(succeeded, now);
    } else {
      if (succeeded) {
        outage.succeeded();
      }
      if (cause != null && failed > 0 && (maxBatch == 1 || !succeeded)) {
        failed(failed, newly, cause, now);
      }
    }
  }

  private void failed(int failed, int newly, Throwable cause, long now) {
    int calls = (failed + maxBatch - 1) / maxBatch;
    if (outage.failed(calls, failed, newly, now)) {
      StoreStats stats = store.stats();
      if (outage.begin(stats, now)) {
        listener.began(cause, stats.failing());
      }
    }
  }

  private void probed(boolean succeeded, long now) {
    if (succeeded) {
      end(true, now);
    } else {
      outage.probeFailed(now);
    }
  }

  /** Ends the outage if there is nothing left that could be probed. */
  public void look(StoreStats stats, long now) {
    outage.demand(stats.demand());
    if (stats.live() == 0) {
      end(false, now);
    } else {
      listener.lasts();
    }
  }

  /** When the outage began; null if there is none. */
  public @Nullable Instant since() {
    return outage.isOn() ? time.instant().minusNanos(time.nanos() - outage.since()) : null;
  }

  /** When the next probe may be made; null if there is no outage. */
  public @Nullable Instant nextProbeAt() {
    return outage.isOn()
        ? time.instant().plusNanos(Math.max(0, outage.untilNext(time.nanos())))
        : null;
  }

  private void end(boolean anyLeft, long now) {
    if (!outage.end()) {
      return;
    }
    long lasted = now - outage.since();
    long failed = 0;
    try {
      if (anyLeft) {
        double demand = store.stats().demand() / maxBatch;
        throttle.limit(new RecoveryRamp(throttle.tps(now), demand), now);
      }
      failed = store.recover(time.nanos() - outage.since() + GRACE_NANOS);
    } finally {
      outage.ended();
      listener.ended(lasted, failed);
    }
  }
}
