package io.github.autorefresh.cache.bench.peer;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** This project's cache, on threads of its own unless it is given an executor. */
public final class AutoRefresh implements Refresher {

  private final AutoRefreshCache<Item> cache;

  AutoRefresh(Work work) {
    this(work, null);
  }

  public AutoRefresh(Work work, @Nullable Executor executor) {
    AutoRefreshCacheBuilder builder =
        AutoRefreshCacheBuilder.named("bench")
            .resyncPeriod(work.period())
            .parallelism(work.threads())
            .shutdownTimeout(Duration.ZERO);
    if (work.isLimited()) {
      builder.rateLimit(work.tps(), work.burst());
    } else {
      builder.unlimited();
    }
    if (executor != null) {
      builder.executor(executor);
    }
    Work.Sync sync = work.sync();
    cache = builder.build(sync::sync);
    for (Item item : work.items()) {
      cache.getOrCreate(item);
    }
  }

  public AutoRefreshCache<Item> cache() {
    return cache;
  }

  @Override
  public @Nullable Item get(String id) {
    return cache.get(id);
  }

  @Override
  public void start() {
    cache.start();
  }

  @Override
  public void close() {
    cache.close();
  }
}
