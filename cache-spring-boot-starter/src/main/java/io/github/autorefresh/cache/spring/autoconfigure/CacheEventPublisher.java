package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spring.CacheOutageEvent;
import io.github.autorefresh.cache.spring.CacheRecoveredEvent;
import io.github.autorefresh.cache.spring.ItemChangedEvent;
import io.github.autorefresh.cache.spring.ItemRemovedEvent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;

/**
 * Publishes what happens to caches that are beans as events of the application context: those
 * events that somebody listens for, so that others cost nothing. Listeners are looked for once all
 * singletons are there, and again for each cache that comes later; the items that a cache has by
 * then are published as created.
 */
final class CacheEventPublisher implements CacheBeanListener, SmartInitializingSingleton {

  private final ConfigurableApplicationContext context;
  private @Nullable Map<String, AutoRefreshCache<?>> early = new LinkedHashMap<>();

  CacheEventPublisher(ConfigurableApplicationContext context) {
    this.context = context;
  }

  @Override
  public synchronized void added(String beanName, AutoRefreshCache<?> cache) {
    if (early != null) {
      early.put(beanName, cache);
    } else {
      listenTo(beanName, cache, EventAudience.of(context));
    }
  }

  @Override
  public synchronized void afterSingletonsInstantiated() {
    if (early != null) {
      EventAudience audience = EventAudience.of(context);
      early.forEach((beanName, cache) -> listenTo(beanName, cache, audience));
      early = null;
    }
  }

  private void listenTo(String beanName, AutoRefreshCache<?> cache, EventAudience audience) {
    ResolvableType itemType =
        DeclaredType.itemType(
            DeclaredType.of(context.getBeanFactory(), beanName).as(AutoRefreshCache.class));
    Publishing publishing =
        new Publishing(
            context,
            cache,
            itemType,
            audience.wants(event(ItemChangedEvent.class, itemType)),
            audience.wants(event(ItemRemovedEvent.class, itemType)),
            audience.wants(ResolvableType.forClass(CacheOutageEvent.class)),
            audience.wants(ResolvableType.forClass(CacheRecoveredEvent.class)));
    if (publishing.publishesAny()) {
      cache.addListener(publishing);
      cache.entries().forEach(entry -> publishing.onCreated(entry.item()));
    }
  }

  /** The type of events about items of a type, or of any type if it is not known. */
  private static ResolvableType event(Class<?> event, @Nullable ResolvableType itemType) {
    return itemType == null
        ? ResolvableType.forClass(event)
        : ResolvableType.forClassWithGenerics(event, itemType);
  }

  /**
   * Publishes the events of one cache. What event listeners throw is for the cache to log.
   *
   * @param itemType null if the cache's declaration does not tell: each item's own class then
   */
  private record Publishing(
      ConfigurableApplicationContext context,
      AutoRefreshCache<?> cache,
      @Nullable ResolvableType itemType,
      boolean changes,
      boolean removals,
      boolean outages,
      boolean recoveries)
      implements CacheListener<CacheItem> {

    boolean publishesAny() {
      return changes || removals || outages || recoveries;
    }

    @Override
    public void onCreated(CacheItem item) {
      changed(null, item);
    }

    @Override
    public void onUpdated(CacheItem previous, CacheItem current) {
      changed(previous, current);
    }

    private void changed(@Nullable CacheItem previous, CacheItem current) {
      if (changes) {
        context.publishEvent(new ItemChangedEvent<>(cache, typeOf(current), previous, current));
      }
    }

    @Override
    public void onRemoved(CacheItem item, RemovalCause cause) {
      if (removals) {
        context.publishEvent(new ItemRemovedEvent<>(cache, typeOf(item), item, cause));
      }
    }

    @Override
    public void onOutage(Throwable cause) {
      if (outages) {
        context.publishEvent(new CacheOutageEvent(cache, cause));
      }
    }

    @Override
    public void onRecovered(Duration lasted) {
      if (recoveries) {
        context.publishEvent(new CacheRecoveredEvent(cache, lasted));
      }
    }

    private ResolvableType typeOf(CacheItem item) {
      return itemType != null ? itemType : ResolvableType.forClass(item.getClass());
    }
  }
}
