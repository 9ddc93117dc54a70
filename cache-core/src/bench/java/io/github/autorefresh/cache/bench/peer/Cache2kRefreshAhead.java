package io.github.autorefresh.cache.bench.peer;

import java.util.concurrent.TimeUnit;
import org.cache2k.Cache;
import org.cache2k.Cache2kBuilder;
import org.cache2k.io.AdvancedCacheLoader;
import org.jspecify.annotations.Nullable;

/**
 * cache2k with {@code refreshAhead}: an entry is loaded anew when it expires, provided that it was
 * read since the last time; so a loop reads every key.
 */
final class Cache2kRefreshAhead implements Refresher {

  private final Cache<String, Item> cache;
  private final Loops readers;

  Cache2kRefreshAhead(Work work) {
    Work.Sync sync = work.sync();
    AdvancedCacheLoader<String, Item> loader =
        (key, startTime, current) -> {
          return sync.sync(current == null ? Item.of(key) : current.getValue());
        };
    cache =
        Cache2kBuilder.of(String.class, Item.class)
            .entryCapacity(Math.max(2L * work.items().length, 1000))
            .expireAfterWrite(Math.max(1, work.period().toMillis()), TimeUnit.MILLISECONDS)
            .refreshAhead(true)
            .loaderThreadCount(work.threads())
            .loader(loader)
            .build();
    for (Item item : work.items()) {
      cache.put(item.id(), item);
    }
    readers =
        Passes.over(
            new Work(work.items(), sync, work.period(), work.tps(), work.burst(), 1), cache::get);
  }

  @Override
  public @Nullable Item get(String id) {
    return cache.get(id);
  }

  @Override
  public void start() {
    readers.start();
  }

  @Override
  public void close() {
    readers.close();
    cache.close();
  }
}
