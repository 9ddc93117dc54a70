package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.spi.SyncObservable;
import io.github.autorefresh.cache.spi.SyncObserver;
import io.github.autorefresh.cache.spring.autoconfigure.ConfiguredSettings.CacheConfiguration;
import java.util.Objects;
import java.util.function.BiFunction;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Makes each cache under a name of its own, around a sync function that may be decorated, and has
 * it observed.
 */
final class DefaultAutoRefreshCacheFactory implements AutoRefreshCacheFactory {

  private final ManagedCaches caches;
  private final ConfiguredSettings settings;
  private final CacheBuilders builders;
  private final ObjectProvider<SyncDecorator> decorators;
  private final ObjectProvider<SyncObserver> observers;
  private final RetryAfterTranslation retryAfter;
  private final HandlerBeans handlers;

  DefaultAutoRefreshCacheFactory(
      ManagedCaches caches,
      ConfiguredSettings settings,
      CacheBuilders builders,
      ObjectProvider<SyncDecorator> decorators,
      ObjectProvider<SyncObserver> observers,
      RetryAfterTranslation retryAfter,
      HandlerBeans handlers) {
    this.caches = caches;
    this.settings = settings;
    this.builders = builders;
    this.decorators = decorators;
    this.observers = observers;
    this.retryAfter = retryAfter;
    this.handlers = handlers;
  }

  @Override
  public <T extends CacheItem> AutoRefreshCache<T> create(
      String name, Class<T> type, CacheSyncItem<T> sync) {
    Objects.requireNonNull(sync, "sync");
    return make(
        name,
        type,
        (builder, configured) ->
            builder.build(
                decorated(name, configured.retryAfter() ? retryAfter.translated(sync) : sync)));
  }

  @Override
  public <T extends CacheItem> AutoRefreshCache<T> createBatched(
      String name, Class<T> type, CacheSyncBatch<T> sync) {
    Objects.requireNonNull(sync, "sync");
    return make(
        name,
        type,
        (builder, configured) ->
            builder.buildBatched(
                configured.maxBatch(),
                decoratedBatch(
                    name, configured.retryAfter() ? retryAfter.translatedBatch(sync) : sync)));
  }

  private <T extends CacheItem> AutoRefreshCache<T> make(
      String name,
      Class<T> type,
      BiFunction<AutoRefreshCacheBuilder, CacheConfiguration, AutoRefreshCache<T>> build) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    caches.take(name);
    try {
      CacheConfiguration configured = settings.of(name);
      AutoRefreshCacheBuilder builder = builders.builder(name, type, configured);
      addHandler(builder, name, type);
      return observed(build.apply(builder, configured));
    } catch (RuntimeException | Error e) {
      caches.giveBack(name);
      handlers.giveBack(name);
      throw e;
    }
  }

  private <T extends CacheItem> AutoRefreshCache<T> observed(AutoRefreshCache<T> cache) {
    if (cache instanceof SyncObservable observable) {
      observers.orderedStream().forEach(observable::addObserver);
    }
    return cache;
  }

  /** Adds the handler bean of the type, unless a customizer has set a handler. */
  private <T extends CacheItem> void addHandler(
      AutoRefreshCacheBuilder builder, String cache, Class<T> type) {
    if (builder.hasHandler()) {
      handlers.customized(type);
      return;
    }
    ItemHandler<T> handler = handlers.of(cache, type);
    if (handler != null) {
      for (SyncDecorator decorator : decorators.orderedStream().toList()) {
        handler = decorator.decorateHandler(cache, handler);
      }
      builder.handler(handler);
    }
  }

  private <T extends CacheItem> CacheSyncItem<T> decorated(String cache, CacheSyncItem<T> sync) {
    CacheSyncItem<T> decorated = sync;
    for (SyncDecorator decorator : decorators.orderedStream().toList()) {
      decorated = decorator.decorate(cache, decorated);
    }
    return decorated;
  }

  private <T extends CacheItem> CacheSyncBatch<T> decoratedBatch(
      String cache, CacheSyncBatch<T> sync) {
    CacheSyncBatch<T> decorated = sync;
    for (SyncDecorator decorator : decorators.orderedStream().toList()) {
      decorated = decorator.decorateBatch(cache, decorated);
    }
    return decorated;
  }
}
