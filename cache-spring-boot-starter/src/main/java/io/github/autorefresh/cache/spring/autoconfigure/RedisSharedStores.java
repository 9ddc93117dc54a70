package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spring.redis.ItemCodec;
import io.github.autorefresh.cache.spring.redis.RedisItemStores;
import io.github.autorefresh.cache.spring.redis.RedisStoreSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.ResolvableType;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.ClassUtils;

/**
 * Stores in the Redis that the application is connected to. They stop listening to it after the
 * caches have stopped, and before the connections do.
 */
final class RedisSharedStores implements SharedStores, SmartLifecycle {

  private static final String JACKSON = "tools.jackson.databind.json.JsonMapper";

  private final ConfigurableListableBeanFactory beanFactory;
  private final RedisStoreSettings settings;

  /** Of the first cache: the others share its connections. */
  private @Nullable RedisItemStores stores;

  private boolean running;

  RedisSharedStores(ConfigurableListableBeanFactory beanFactory, RedisStoreSettings settings) {
    this.beanFactory = beanFactory;
    this.settings = settings;
  }

  @Override
  public <T extends CacheItem> ItemStore.Factory of(String cache, Class<T> type) {
    RedisConnectionFactory connections =
        beanFactory.getBeanProvider(RedisConnectionFactory.class).getIfUnique();
    if (connections == null) {
      throw new FailureAnalyzedException(
          "Cache '%s' keeps its items in Redis, but there is not exactly one (primary) bean of type %s."
              .formatted(cache, RedisConnectionFactory.class.getName()),
          "Let Spring Boot configure one ('spring.data.redis'), declare one, or mark one as"
              + " @Primary; or set 'auto-refresh-cache.store' to 'memory'.");
    }
    return of(connections, codec(cache, type));
  }

  private synchronized RedisItemStores of(RedisConnectionFactory connections, ItemCodec<?> codec) {
    RedisItemStores own =
        stores == null ? RedisItemStores.of(connections, settings, codec) : stores.with(codec);
    stores = own;
    return own;
  }

  @Override
  public synchronized void start() {
    running = true;
    if (stores != null) {
      stores.listen();
    }
  }

  @Override
  public synchronized void stop() {
    running = false;
    if (stores != null) {
      stores.stopListening();
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return AutoRefreshCacheLifecycle.PHASE - 1;
  }

  private <T extends CacheItem> ItemCodec<T> codec(String cache, Class<T> type) {
    ResolvableType wanted = ResolvableType.forClassWithGenerics(ItemCodec.class, type);
    ItemCodec<T> own = beanFactory.<ItemCodec<T>>getBeanProvider(wanted).getIfAvailable();
    if (own != null) {
      return own;
    }
    if (!ClassUtils.isPresent(JACKSON, beanFactory.getBeanClassLoader())) {
      throw new FailureAnalyzedException(
          "Cache '%s' keeps its items in Redis, but nothing can write them: there is neither a bean of type %s nor Jackson 3."
              .formatted(cache, wanted),
          "Add spring-boot-starter-jackson, or declare such a bean.");
    }
    return ItemCodec.json(type);
  }
}
