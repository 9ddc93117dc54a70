package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.memory.MemoryItemStore;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.spi.RecordedChanges;
import io.github.autorefresh.cache.spi.StoreContext;

/** What one sample of a race begins with: time stands still in all of them. */
public final class Fresh {

  /** Who is interrupted in vain. */
  public static final Thread NOBODY = new Thread("nobody");

  private Fresh() {}

  static ItemStore<Job> store(RateLimiter limiter, String... ids) {
    ItemStore<Job> store =
        new MemoryItemStore<>(
            new StoreContext<>(
                "jobs",
                CacheSettings.defaults(),
                limiter,
                new ManualTime(),
                new RecordedChanges()));
    for (String id : ids) {
      create(store, Job.of(id));
    }
    return store;
  }

  static void create(ItemStore<Job> store, Job job) {
    store.reserve(job.id());
    store.fulfil(job.id(), job, ItemPeriod.OF_CACHE, 0);
  }

  /** The items whose ids are small numbers, one bit for each. */
  public static int bits(ClaimedItems<Job> items) {
    int bits = 0;
    for (int i = 0; i < items.size(); i++) {
      bits |= 1 << Integer.parseInt(items.id(i));
    }
    return bits;
  }
}
