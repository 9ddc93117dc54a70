package io.github.autorefresh.cache.engine.loop;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.commit.OutageControl;
import io.github.autorefresh.cache.engine.pace.Outage;
import io.github.autorefresh.cache.engine.waiters.PendingRefreshes;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.TimeSource;
import java.util.List;

/**
 * What is called during an outage: a probe now and then, for items that somebody waits for, or for
 * any. Thread-safe.
 */
public final class Probing<T extends CacheItem> {

  /** During an outage it is looked this often whether there is still something to probe. */
  private static final long LOOK_NANOS = 1_000_000_000;

  /** Of those who wait, so many are looked at. */
  private static final int MOST_ASKED = 1_000;

  private final Outage outage;
  private final OutageControl<T> control;
  private final PendingRefreshes<T> refreshes;
  private final Claiming claiming;
  private final ItemStore<T> store;
  private final int maxBatch;
  private final TimeSource time;

  /** Probes this store's items during this outage. */
  public Probing(
      Outage outage,
      OutageControl<T> control,
      PendingRefreshes<T> refreshes,
      Claiming claiming,
      ItemStore<T> store,
      int maxBatch,
      TimeSource time) {
    this.outage = outage;
    this.control = control;
    this.refreshes = refreshes;
    this.claiming = claiming;
    this.store = store;
    this.maxBatch = maxBatch;
    this.time = time;
  }

  /** True if there is an outage: nothing but probes may be called. */
  boolean isOn() {
    return outage.isOn();
  }

  /** Nanoseconds until a probe may begin, at most a second; zero or less if one may now. */
  long untilProbe(long now) {
    control.look(store.stats(), now);
    long wait = outage.untilProbe(!refreshes.isEmpty(), now);
    return Math.min(LOOK_NANOS, wait > 0 ? wait : store.untilProbe());
  }

  /** Claims items for a probe; none if it is not time for one. */
  int claim(ClaimedItems<T> items) {
    long now = time.nanos();
    List<String> asked = refreshes.ids(MOST_ASKED);
    Outage.Probe probe = outage.beginProbe(!asked.isEmpty(), now);
    if (probe == Outage.Probe.NONE) {
      return 0;
    }
    int claimed = 0;
    try {
      boolean others = probe == Outage.Probe.ANY;
      long since = now - outage.since();
      items.markProbe();
      claimed =
          claiming.claim(maxBatch, most -> store.claimProbe(items, most, asked, others, since));
    } finally {
      if (claimed == 0) {
        outage.none(time.nanos());
      }
    }
    return claimed;
  }

  /** The worker of a probe is done; if no call was made, it counts for nothing. */
  void over(boolean made, Loops loops) {
    if (!made) {
      outage.none(time.nanos());
    }
    loops.workersMayBeMissing(); // the dispatcher plans the next probe, or all the rest
  }
}
