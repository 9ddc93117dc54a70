package io.github.autorefresh.cache.bench.peer;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.RefreshPolicy;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.support.JetCacheExecutor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * JetCache's refresh policy on its local Caffeine cache: a scheduled task per key, made at the
 * key's first read. Its loader is told the key only.
 */
final class JetCacheRefresh implements Refresher {

  private final Cache<String, Item> cache;
  private final ScheduledThreadPoolExecutor scheduler;
  private final Item[] items;

  JetCacheRefresh(Work work) {
    items = work.items();
    scheduler = new ScheduledThreadPoolExecutor(work.threads());
    JetCacheExecutor.setHeavyIOExecutor(scheduler);
    Work.Sync sync = work.sync();
    long millis = Math.max(1, work.period().toMillis());
    cache =
        CaffeineCacheBuilder.createCaffeineCacheBuilder()
            .limit(2 * items.length)
            .expireAfterWrite(1, TimeUnit.DAYS)
            .<String, Item>loader(key -> sync.sync(Item.of(key)))
            .refreshPolicy(RefreshPolicy.newPolicy(millis, TimeUnit.MILLISECONDS))
            .buildCache();
    for (Item item : items) {
      cache.put(item.id(), item);
    }
  }

  @Override
  public @Nullable Item get(String id) {
    return cache.get(id);
  }

  @Override
  public void start() {
    for (Item item : items) {
      cache.get(item.id());
    }
  }

  @Override
  public void close() {
    cache.close();
    scheduler.shutdownNow();
  }
}
