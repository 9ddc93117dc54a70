package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spring.ItemSource;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.ResolvableType;

/** Registers what {@link ItemSource} beans list, once, after the caches have started. */
final class ItemAdoption implements SmartLifecycle {

  private static final Logger logger = LoggerFactory.getLogger(ItemAdoption.class);

  private final ConfigurableListableBeanFactory beanFactory;
  private boolean running;
  private boolean done;

  ItemAdoption(ConfigurableListableBeanFactory beanFactory) {
    this.beanFactory = beanFactory;
  }

  @Override
  public synchronized void start() {
    running = true;
    if (!done) {
      for (String name : beanFactory.getBeanNamesForType(ItemSource.class)) {
        if (SyncBean.isCandidate(beanFactory, name)) { // what is behind a scoped proxy is not
          adopt(name);
        }
      }
      done = true;
    }
  }

  private void adopt(String name) {
    AutoRefreshCache<CacheItem> cache = cacheFor(name);
    ItemSource<?> source = beanFactory.getBean(name, ItemSource.class);
    long adopted = 0;
    try (Stream<? extends CacheItem> items = source.items()) {
      for (Iterator<? extends CacheItem> each = items.iterator(); each.hasNext(); adopted++) {
        cache.getOrCreate(each.next());
      }
      logger.info("Cache \"{}\" has the {} items of bean '{}'", cache.name(), adopted, name);
    } catch (CacheUnavailableException e) {
      logger.warn(
          "Cache \"{}\" is unavailable: after {} items, the others of bean '{}' are not registered",
          cache.name(),
          adopted,
          name,
          e);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "The items of bean '%s' cannot be registered with cache \"%s\": after %d of them, %s"
              .formatted(name, cache.name(), adopted, e),
          e);
    }
  }

  private AutoRefreshCache<CacheItem> cacheFor(String name) {
    ResolvableType declared = DeclaredType.of(beanFactory, name);
    @Nullable ResolvableType itemType = DeclaredType.itemType(declared.as(ItemSource.class));
    if (itemType == null) {
      throw new FailureAnalyzedException(
          "The type of the items that bean '%s' (%s) lists cannot be determined from its declaration."
              .formatted(name, declared),
          "Declare the item type, such as ItemSource<Job>.");
    }
    ResolvableType cacheType =
        ResolvableType.forClassWithGenerics(AutoRefreshCache.class, itemType);
    ObjectProvider<AutoRefreshCache<CacheItem>> caches = beanFactory.getBeanProvider(cacheType);
    AutoRefreshCache<CacheItem> cache = caches.getIfUnique();
    if (cache == null) {
      String[] candidates = beanFactory.getBeanNamesForType(cacheType, true, false);
      throw new FailureAnalyzedException(
          "Bean '%s' lists items for a cache of type %s, but %s."
              .formatted(
                  name,
                  cacheType,
                  candidates.length == 0
                      ? "there is none"
                      : "there is not exactly one: " + String.join(", ", candidates)),
          "Declare a sync bean for such items, mark one of the caches as @Primary, or register the"
              + " items yourself.");
    }
    return cache;
  }

  @Override
  public synchronized void stop() {
    running = false;
  }

  @Override
  public synchronized boolean isRunning() {
    return running;
  }

  /** Right after the caches, and still before the web server. */
  @Override
  public int getPhase() {
    return AutoRefreshCacheLifecycle.PHASE + 1;
  }
}
