package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.spi.SyncObservable;
import io.github.autorefresh.cache.spring.metrics.AutoRefreshCacheMetrics;
import io.github.autorefresh.cache.spring.metrics.CacheSyncTimers;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Binds the meters of every cache that is a bean, once all singletons are there, and then of those
 * that come later. The registry is not asked for before that: what configures it may itself need a
 * cache.
 */
final class CacheMetricsBinder
    implements CacheBeanListener, SmartInitializingSingleton, DisposableBean {

  private final Supplier<MeterRegistry> registry;
  private final CacheSyncTimers timers;
  private final List<String> bound = new ArrayList<>();
  private @Nullable List<AutoRefreshCache<?>> early = new ArrayList<>();

  CacheMetricsBinder(Supplier<MeterRegistry> registry, CacheSyncTimers timers) {
    this.registry = registry;
    this.timers = timers;
  }

  @Override
  public synchronized void added(String beanName, AutoRefreshCache<?> cache) {
    if (early != null) {
      early.add(cache);
    } else {
      bind(cache);
    }
  }

  @Override
  public synchronized void afterSingletonsInstantiated() {
    if (early != null) {
      early.forEach(this::bind);
      early = null;
    }
  }

  private void bind(AutoRefreshCache<?> cache) {
    if (!AutoRefreshCacheMetrics.isBound(registry.get(), cache.name())) {
      bound.add(cache.name()); // else they are of a parent's cache of that name, and stay
    }
    new AutoRefreshCacheMetrics(cache).bindTo(registry.get());
    if (cache instanceof SyncObservable observable) {
      observable.addObserver(timers);
      timers.register(cache.name());
    }
  }

  /** The registry may be that of a parent context, which outlives these caches. */
  @Override
  public synchronized void destroy() {
    bound.forEach(cache -> AutoRefreshCacheMetrics.unbind(registry.get(), cache));
  }
}
