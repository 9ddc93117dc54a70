package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.spi.StoreStats;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of all items: what they demand, and which of them fail since when. Guarded by the
 * store's lock.
 */
final class Figures {

  private final SyncStatuses statuses = new SyncStatuses();
  private final Demand demand = new Demand();
  private final Failures failures = new Failures();
  private long failing;

  Demand demand() {
    return demand;
  }

  /** The statistics at this moment, with so many items due and not claimed. */
  StoreStats stats(int overdue, Stretching stretching, long now) {
    return new StoreStats(
        overdue,
        stretching.lag(now),
        failing,
        stretching.demand(),
        stretching.stretch(),
        demand.live(),
        failures.longest(now));
  }

  /** Adds a new item that has this period, and returns its status. */
  SyncStatus add(long period) {
    SyncStatus status = statuses.healthy(period, Plans.PERIOD);
    count(status, 1);
    return status;
  }

  /** An item of this status has been removed. */
  void remove(SyncStatus status) {
    count(status, -1);
    end(status.episode());
  }

  /**
   * A sync has failed, so many in a row; returns the status after it.
   *
   * @param removed true if the item has been removed meanwhile, so that nothing is counted
   */
  SyncStatus failed(SyncStatus before, boolean removed, int inARow, Throwable error, long now) {
    Failures.Episode episode = before.episode();
    if (episode == null && !removed) {
      episode = failures.begin(now);
    }
    return changed(before, before.failed(inARow, error, episode), removed);
  }

  /**
   * A sync has succeeded, and the item has this period and plan now; returns the status after it.
   */
  SyncStatus succeeded(SyncStatus before, boolean removed, long period, byte plan) {
    if (!removed) {
      end(before.episode());
    }
    return changed(before, statuses.healthy(period, plan), removed);
  }

  private SyncStatus changed(SyncStatus before, SyncStatus after, boolean removed) {
    if (!removed) {
      count(before, -1);
      count(after, 1);
    }
    return after;
  }

  private void count(SyncStatus status, int sign) {
    if (sign > 0) {
      demand.add(status.period(), status.plan());
    } else {
      demand.remove(status.period(), status.plan());
    }
    failing += status.isHealthy() ? 0 : sign;
  }

  private void end(Failures.@Nullable Episode episode) {
    if (episode != null) {
      failures.end(episode);
    }
  }
}
