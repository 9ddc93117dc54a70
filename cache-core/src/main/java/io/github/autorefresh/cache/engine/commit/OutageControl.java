package io.github.autorefresh.cache.engine.commit;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.engine.pace.ExpectedRecovery;
import io.github.autorefresh.cache.engine.pace.Outage;
import io.github.autorefresh.cache.engine.pace.RecoveryRamp;
import io.github.autorefresh.cache.engine.pace.Throttle;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spi.SharedOutage;
import io.github.autorefresh.cache.spi.StoreStats;
import io.github.autorefresh.cache.spi.TimeSource;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Begins and ends outages by what is committed. When one ends, the store makes due what failed in
 * it, at a rate that starts low; only then are calls made again. Thread-safe.
 */
public final class OutageControl<T extends CacheItem> {

  /**
   * A failure counts as one of the outage if it came no longer than this before its beginning: the
   * system may have been down for that call already, and not yet for one that has succeeded later.
   */
  private static final long GRACE_NANOS = 1_000_000_000;

  private final Outage outage;
  private final ItemStore<T> store;
  private final Throttle throttle;
  private final ExpectedRecovery recovery;
  private final int maxBatch;
  private final TimeSource time;
  private final Executor housekeeping;
  private final Listener listener;

  /** Of this replica, since the last success; it says what an outage is about. */
  private volatile @Nullable Failure lastFailure;

  private record Failure(Throwable cause, long at) {}

  /**
   * Hears of outages, on the thread that commits, dispatches or keeps house; may run nothing
   * foreign.
   */
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

  /**
   * Controls this outage.
   *
   * @param housekeeping runs what the dispatcher must not wait for
   */
  public OutageControl(
      Outage outage,
      ItemStore<T> store,
      Throttle throttle,
      ExpectedRecovery recovery,
      int maxBatch,
      TimeSource time,
      Executor housekeeping,
      Listener listener) {
    this.outage = outage;
    this.store = store;
    this.throttle = throttle;
    this.recovery = recovery;
    this.maxBatch = maxBatch;
    this.time = time;
    this.housekeeping = housekeeping;
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
        lastFailure = null;
      }
      if (cause != null && failed > 0 && (maxBatch == 1 || !succeeded)) {
        failed(failed, newly, cause, now);
      }
    }
  }

  private void failed(int failed, int newly, Throwable cause, long now) {
    int calls = (failed + maxBatch - 1) / maxBatch;
    lastFailure = new Failure(cause, now);
    if (outage.failed(calls, failed, newly, now) && !store.sharesOutages()) {
      StoreStats stats = store.stats();
      if (outage.begin(stats, now)) {
        store.suspend();
        listener.began(cause, stats.failing());
      }
    }
  }

  /**
   * This is known of the outage of all replicas now; null if there is none. What this replica has
   * seen fail in it itself goes before what it is told.
   */
  public void learn(@Nullable SharedOutage known) {
    long now = time.nanos();
    if (known == null) {
      end(() -> store.stats().failing(), true, now);
      return;
    }
    StoreStats stats = store.stats();
    if (outage.learn(known, stats.demand(), now)) {
      Failure own = lastFailure;
      boolean ofIt = own != null && own.at() - outage.since() >= -GRACE_NANOS;
      store.suspend();
      listener.began(own != null && ofIt ? own.cause() : known.cause(), stats.failing());
    }
  }

  private void probed(boolean succeeded, long now) {
    if (succeeded) {
      end(this::recover, true, now);
    } else {
      outage.probeFailed(now);
    }
  }

  /** Has the outage ended if there is nothing left that could be probed. Never waits. */
  public void look(StoreStats stats, long now) {
    outage.demand(stats.demand());
    if (stats.live() == 0) {
      housekeeping.execute(() -> end(this::recover, false, now));
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
    long now = time.nanos();
    return outage.isOn()
        ? time.instant().plusNanos(Math.max(throttle.heldFor(now), outage.untilNext(now)))
        : null;
  }

  private long recover() {
    return store.recover(time.nanos() - outage.since() + GRACE_NANOS);
  }

  /**
   * Ends it, once what it has left behind is in order; if that cannot be done it goes on, and the
   * next probe that succeeds tries again.
   *
   * @param recovery puts that in order, and tells how many items failed in it
   * @param anyLeft false if there is no item left that the rate is to rise for
   */
  private void end(LongSupplier recovery, boolean anyLeft, long now) {
    if (!outage.end()) {
      return;
    }
    long lasted = now - outage.since();
    long failed;
    try {
      failed = recovery.getAsLong();
    } catch (CacheUnavailableException e) { // which the store tells of itself
      outage.goesOn(now);
      return;
    } catch (RuntimeException e) {
      outage.goesOn(now);
      throw e;
    }
    try {
      if (anyLeft) {
        ramp(now);
      }
    } finally {
      outage.ended();
      listener.ended(lasted, failed);
    }
  }

  /** Lets the rate rise from a low one, and tells how long it takes until all is synced. */
  private void ramp(long now) {
    StoreStats stats = store.stats();
    double calls = 1.0 / maxBatch; // of an item
    double demand = stats.demand() * calls;
    double tps = throttle.tps(now);
    RecoveryRamp ramp = new RecoveryRamp(tps, demand);
    throttle.limit(ramp, now);
    recovery.begin(
        outage.since(),
        ramp.nanosToClear(stats.overdue() * calls, demand, stats.live() * calls),
        stats.demand(),
        Math.max(1, demand / tps));
  }
}
