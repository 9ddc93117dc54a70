package io.github.autorefresh.cache.engine.loop;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.call.InFlight;
import io.github.autorefresh.cache.engine.call.SyncCall;
import io.github.autorefresh.cache.engine.call.TakenItems;
import io.github.autorefresh.cache.engine.commit.Counters;
import io.github.autorefresh.cache.engine.commit.Settlement;
import io.github.autorefresh.cache.engine.pace.ClaimSize;
import io.github.autorefresh.cache.engine.pace.RetryBudget;
import io.github.autorefresh.cache.engine.pace.UsualDuration;
import io.github.autorefresh.cache.engine.pace.WorkerDemand;
import io.github.autorefresh.cache.engine.waiters.PendingRefreshes;
import io.github.autorefresh.cache.engine.waiters.Waiting;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * What all workers of a cache share.
 *
 * @param store where items are claimed
 * @param mayCall whether calls may begin
 * @param call the sync function
 * @param syncTimeout how long a call may take
 * @param settlement settles outcomes
 * @param refreshes the pending refreshes, which are notified when a sync begins
 * @param counters counts calls and their durations
 * @param pace how much to claim, and how many workers there should be
 * @param loops woken when there is something to watch or to do
 * @param housekeeping runs what may block and must not delay a worker or an event loop
 * @param shortWait how a worker waits for what is due soon
 * @param waiting how to wait
 * @param time the engine's clock
 * @param probing what may be called during an outage
 */
public record Work<T extends CacheItem>(
    ItemStore<T> store,
    CallSwitch mayCall,
    SyncCall<T> call,
    Duration syncTimeout,
    Settlement<T> settlement,
    PendingRefreshes<T> refreshes,
    Counters counters,
    Pace pace,
    Loops loops,
    Executor housekeeping,
    ShortWait shortWait,
    Waiting waiting,
    TimeSource time,
    Probing<T> probing) {

  /**
   * As {@link ShortWait#hasWaited}; not during an outage, when nothing of what is due is called.
   */
  boolean hasWaited(long ageNanos) {
    return !probing.isOn() && shortWait.hasWaited(ageNanos);
  }

  /** Takes all items but those of the call under way away from a worker, and settles them. */
  void isolate(InFlight<T> calls) {
    TakenItems<T> taken = calls.isolate();
    if (taken == null) {
      return;
    }
    try {
      settlement.giveBack(taken.uncalled(), calls.claimedAt());
    } finally {
      settlement.settleOneByOne(taken.synced(), releasing());
      loops.workMayBeDue();
    }
  }

  /** Housekeeping that ends claims: after it, more may be claimable. */
  Executor releasing() {
    return task ->
        housekeeping.execute(
            () -> {
              try {
                task.run();
              } finally {
                loops.workMayBeDue();
              }
            });
  }

  /**
   * How much to claim, and how many workers there should be.
   *
   * @param callTakes how long a call takes
   * @param itemTakes the time from an item's claim to its release
   * @param claimSize how many items a worker claims at once
   * @param workers how many workers there should be
   * @param claiming what may be claimed
   * @param retries pays for early tries of failed items
   */
  public record Pace(
      UsualDuration callTakes,
      UsualDuration itemTakes,
      ClaimSize claimSize,
      WorkerDemand workers,
      Claiming claiming,
      RetryBudget retries) {}
}
