package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.spi.SyncObserver;
import io.github.autorefresh.cache.spring.autoconfigure.ConfiguredSettings.CacheConfiguration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/** Puts properties, threads, observers and customizers, in this order, into a builder. */
final class DefaultAutoRefreshCacheFactory implements AutoRefreshCacheFactory {

  private final ManagedCaches caches;
  private final ConfiguredSettings settings;
  private final boolean virtualThreads;
  private final ObjectProvider<SyncObserver> observers;
  private final ObjectProvider<AutoRefreshCacheBuilderCustomizer> customizers;

  DefaultAutoRefreshCacheFactory(
      ManagedCaches caches,
      ConfiguredSettings settings,
      boolean virtualThreads,
      ObjectProvider<SyncObserver> observers,
      ObjectProvider<AutoRefreshCacheBuilderCustomizer> customizers) {
    this.caches = caches;
    this.settings = settings;
    this.virtualThreads = virtualThreads;
    this.observers = observers;
    this.customizers = customizers;
  }

  @Override
  public <T extends CacheItem> AutoRefreshCache<T> create(
      String name, Class<T> type, CacheSyncItem<T> sync) {
    Objects.requireNonNull(sync, "sync");
    return make(name, type, builder -> builder.build(sync));
  }

  @Override
  public <T extends CacheItem> AutoRefreshCache<T> createBatched(
      String name, Class<T> type, CacheSyncBatch<T> sync) {
    Objects.requireNonNull(sync, "sync");
    return make(name, type, builder -> builder.buildBatched(settings.of(name).maxBatch(), sync));
  }

  private <T extends CacheItem> AutoRefreshCache<T> make(
      String name, Class<T> type, Function<AutoRefreshCacheBuilder, AutoRefreshCache<T>> build) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    caches.take(name);
    try {
      return build.apply(builder(name));
    } catch (RuntimeException | Error e) {
      caches.giveBack(name);
      throw e;
    }
  }

  private AutoRefreshCacheBuilder builder(String name) {
    CacheConfiguration configured = settings.of(name);
    AutoRefreshCacheBuilder builder =
        AutoRefreshCacheBuilder.named(name).settings(configured.settings());
    if (virtualThreads) {
      builder.executor(new VirtualThreadTaskExecutor(name + "-sync-"));
    }
    List<SyncObserver> all = observers.orderedStream().toList();
    if (!all.isEmpty()) {
      builder.observer(all.size() == 1 ? all.get(0) : new SyncObservers(all));
    }
    customizers.orderedStream().forEach(customizer -> customizer.customize(name, builder));
    return builder;
  }
}
