package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.waiters.Claims;
import io.github.autorefresh.cache.engine.waiters.PendingAwaits;
import io.github.autorefresh.cache.engine.waiters.PendingRefreshes;
import io.github.autorefresh.cache.memory.MemoryItemStore;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.spi.StoreContext;

/** What one sample of a race begins with: time stands still in all of them. */
final class Fresh {

  /** Who is interrupted in vain. */
  static final Thread NOBODY = new Thread("nobody");

  private Fresh() {}

  static ItemStore<Job> store(RateLimiter limiter, String... ids) {
    ManualTime time = new ManualTime();
    Counters tally = new Counters();
    ChangeNotifier<Job> changes =
        new ChangeNotifier<>(
            "jobs",
            tally,
            new PendingRefreshes<>("jobs", Claims.NONE),
            new PendingAwaits<>("jobs", Claims.NONE));
    ItemStore<Job> store =
        new MemoryItemStore<>(
            new StoreContext<>("jobs", CacheSettings.defaults(), limiter, time, changes));
    changes.setEntries(store::entry);
    for (String id : ids) {
      create(store, Job.of(id));
    }
    return store;
  }

  static void create(ItemStore<Job> store, Job job) {
    store.reserve(job.id());
    store.fulfil(job.id(), job, ItemPeriod.OF_CACHE);
  }

  /** A flight whose first call is under way. */
  static InFlight<Job> flight(int items) {
    ClaimedItems<Job> run = new ClaimedItems<>();
    for (int i = 0; i < items; i++) {
      run.add("claim", String.valueOf(i), Job.of(String.valueOf(i)), ItemPeriod.OF_CACHE, 0);
    }
    InFlight<Job> flight = new InFlight<>(run, 1, 0);
    flight.begin(NOBODY, 0);
    return flight;
  }

  /** The items of a run whose ids are small numbers, one bit for each. */
  static int bits(ClaimedItems<Job> run) {
    int bits = 0;
    for (int i = 0; i < run.size(); i++) {
      bits |= 1 << Integer.parseInt(run.item(i).id());
    }
    return bits;
  }
}
