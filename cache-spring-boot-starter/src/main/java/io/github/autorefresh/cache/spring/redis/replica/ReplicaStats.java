package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.spi.StoreStats;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.lease.ClaimSchedule;
import io.github.autorefresh.cache.spring.redis.lease.LeaseParts;
import io.github.autorefresh.cache.spring.redis.lease.LeaseSettings;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.sync.Reconciler;
import io.github.autorefresh.cache.spring.redis.sync.UnreadableItems;
import java.util.function.BooleanSupplier;

/** The figures of one replica, and what it was told last of those of all. Thread-safe. */
final class ReplicaStats {

  private static final int UNREADABLE_IN_STATS = 10;

  private final LocalItems<?> items;
  private final LeaseSettings settings;
  private final ClaimSchedule schedule;
  private final Availability availability;
  private final Reconciler<?> reconciler;
  private final UnreadableItems unreadable;
  private final BooleanSupplier loaded;

  /**
   * Of one replica.
   *
   * @param loaded true once all items are here: until then, nobody knows how many there are
   */
  ReplicaStats(
      LeaseParts<?> parts,
      Reconciler<?> reconciler,
      UnreadableItems unreadable,
      BooleanSupplier loaded) {
    items = parts.items();
    settings = parts.settings();
    schedule = parts.schedule();
    availability = parts.availability();
    this.reconciler = reconciler;
    this.unreadable = unreadable;
    this.loaded = loaded;
  }

  /** As they are now. */
  StoreStats now() {
    return new StoreStats(
        schedule.overdue(),
        schedule.lagNanos(),
        items.failing(),
        demand(),
        loaded.getAsBoolean() ? items.live() : Long.MAX_VALUE,
        0,
        unreadable.count(),
        reconciler.restored(),
        unreadable.some(UNREADABLE_IN_STATS),
        availability.failure(),
        items.stretch().factor());
  }

  /** Items per second that are demanded; negative if not known. */
  double knownDemand() {
    return loaded.getAsBoolean() ? demand() : -1;
  }

  private double demand() {
    return items.demand(settings.cache().resyncPeriod());
  }
}
