package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.StoreContext;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Makes the store of one cache, shared with all replicas that make it with the same key prefix and
 * cache name, and with an item type and codec that can read what the others write:
 *
 * <pre>{@code
 * AutoRefreshCacheBuilder.named("jobs")
 *     .store(RedisItemStores.of(connections, RedisStoreSettings.of("shop"), ItemCodec.json(Job.class)))
 * }</pre>
 *
 * <p>The rate limit is kept in Redis, for all replicas together; a limiter of the application's own
 * is asked for its rate and burst, and for no permits. Thread-safe.
 */
public final class RedisItemStores implements ItemStore.Factory {

  private final RedisConnectionFactory connections;
  private final RedisStoreSettings settings;
  private final ItemCodec<?> codec;
  private final LongSupplier offsetMicros;

  private RedisItemStores(
      RedisConnectionFactory connections,
      RedisStoreSettings settings,
      ItemCodec<?> codec,
      LongSupplier offsetMicros) {
    this.connections = Objects.requireNonNull(connections, "connections");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.codec = Objects.requireNonNull(codec, "codec");
    this.offsetMicros = offsetMicros;
  }

  /** A factory for a cache of the codec's items. */
  public static RedisItemStores of(
      RedisConnectionFactory connections, RedisStoreSettings settings, ItemCodec<?> codec) {
    return new RedisItemStores(connections, settings, codec, () -> 0);
  }

  /** For tests: the clock of every script is this many microseconds ahead. */
  RedisItemStores ahead(LongSupplier micros) {
    return new RedisItemStores(connections, settings, codec, micros);
  }

  @Override
  public <T extends CacheItem> ItemStore<T> create(StoreContext<T> context) {
    return new RedisItemStore<>(
        new Replica<>(context, connections, settings, codecOf(), offsetMicros));
  }

  @SuppressWarnings("unchecked") // whoever gave the codec builds a cache of its items
  private <T extends CacheItem> ItemCodec<T> codecOf() {
    return (ItemCodec<T>) codec;
  }
}
