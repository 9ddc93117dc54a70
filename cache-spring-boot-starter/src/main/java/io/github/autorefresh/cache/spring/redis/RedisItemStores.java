package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.StoreContext;
import io.github.autorefresh.cache.spring.redis.replica.ReplicaAssembly;
import io.github.autorefresh.cache.spring.redis.replica.ReplicaSettings;
import io.github.autorefresh.cache.spring.redis.script.ItemFormat;
import io.github.autorefresh.cache.spring.redis.script.SharedConnection;
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
 * <p>The rate limit is kept in Redis, for all replicas together. Of a limiter of the application's
 * own only the rate and burst are used; it is not asked for permits. Thread-safe.
 */
public final class RedisItemStores implements ItemStore.Factory {

  private final SharedConnection connection;
  private final RedisStoreSettings settings;
  private final ItemCodec<?> codec;
  private final LongSupplier offsetMicros;

  private RedisItemStores(
      SharedConnection connection,
      RedisStoreSettings settings,
      ItemCodec<?> codec,
      LongSupplier offsetMicros) {
    this.connection = connection;
    this.settings = Objects.requireNonNull(settings, "settings");
    this.codec = Objects.requireNonNull(codec, "codec");
    this.offsetMicros = offsetMicros;
  }

  /** A factory for a cache of the codec's items. */
  public static RedisItemStores of(
      RedisConnectionFactory connections, RedisStoreSettings settings, ItemCodec<?> codec) {
    Objects.requireNonNull(connections, "connections");
    return new RedisItemStores(new SharedConnection(connections), settings, codec, () -> 0);
  }

  /**
   * A factory for another cache, of this codec's items, over the same connections. Make all caches
   * of one connection factory this way: they then share one connection for subscriptions, one round
   * trip a second while nothing is due, and threads.
   */
  public RedisItemStores with(ItemCodec<?> other) {
    return new RedisItemStores(connection, settings, other, offsetMicros);
  }

  /**
   * Ends the subscription of all caches over these connections. To be called before the connection
   * factory stops, or drivers complain that they cannot end it any more. Until {@link #listen} the
   * caches hear of other replicas' changes only by reconciliation.
   */
  public void stopListening() {
    connection.stopListening();
  }

  /** Subscribes again after {@link #stopListening}. */
  public void listen() {
    connection.listen();
  }

  /** For tests: the clock of every script is this many microseconds ahead. */
  RedisItemStores ahead(LongSupplier micros) {
    return new RedisItemStores(connection, settings, codec, micros);
  }

  @Override
  public <T extends CacheItem> ItemStore<T> create(StoreContext<T> context) {
    ItemCodec<T> own = codecOf();
    ReplicaSettings replica =
        new ReplicaSettings(
            settings.keyPrefix(),
            settings.lease(),
            settings.createTimeout(),
            settings.reconcileInterval(),
            SyncFailedElsewhereException::new,
            offsetMicros);
    return new RedisItemStore<>(
        new ReplicaAssembly<>(
                context, connection, replica, new ItemFormat<>(own::encode, own::decode))
            .replica());
  }

  @SuppressWarnings("unchecked") // whoever gave the codec builds a cache of its items
  private <T extends CacheItem> ItemCodec<T> codecOf() {
    return (ItemCodec<T>) codec;
  }
}
