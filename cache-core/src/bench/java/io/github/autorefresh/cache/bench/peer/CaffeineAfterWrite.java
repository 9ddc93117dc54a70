package io.github.autorefresh.cache.bench.peer;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import org.jspecify.annotations.Nullable;

/**
 * Caffeine's {@code refreshAfterWrite}, which refreshes what is read: so a loop per thread reads
 * every key. Its default executor, the common pool, reloads.
 */
final class CaffeineAfterWrite implements Refresher {

  private final LoadingCache<String, Item> cache;
  private final Loops readers;

  CaffeineAfterWrite(Work work) {
    cache =
        Caffeine.newBuilder()
            .refreshAfterWrite(work.period())
            .build(new CaffeineRefresh.Loader(work.sync()));
    for (Item item : work.items()) {
      cache.put(item.id(), item);
    }
    readers =
        Passes.over(
            work,
            key -> {
              var unused = cache.get(key);
            });
  }

  @Override
  public @Nullable Item get(String id) {
    return cache.getIfPresent(id);
  }

  @Override
  public void start() {
    readers.start();
  }

  @Override
  public void close() {
    readers.close();
  }
}
