package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Several replicas of one cache in one JVM, each with a connection of its own. */
final class Replicas implements AutoCloseable {

  private static int clusters;

  private final Supplier<LettuceConnectionFactory> connect;
  RedisStoreSettings settings =
      RedisStoreSettings.of("cluster-" + clusters++)
          .withLease(Duration.ofSeconds(1))
          .withCreateTimeout(Duration.ofSeconds(20))
          .withReconcileInterval(Duration.ofMillis(200));
  private final List<Runnable> ends = new ArrayList<>();

  Replicas(RedisServer redis) {
    this(redis::connect);
  }

  Replicas(Relay relay) {
    this(() -> RedisServer.connect("localhost", relay.port()));
  }

  /**
   * @param connect how each replica reaches Redis
   */
  Replicas(Supplier<LettuceConnectionFactory> connect) {
    this.connect = connect;
  }

  AutoRefreshCache<Job> add(CacheSyncItem<Job> sync) {
    return add(sync, ItemCodec.json(Job.class), builder -> builder);
  }

  AutoRefreshCache<Job> add(
      CacheSyncItem<Job> sync,
      ItemCodec<Job> codec,
      UnaryOperator<AutoRefreshCacheBuilder> change) {
    return add(sync, stores -> stores, codec, change);
  }

  /**
   * @param shared changes how the store is made
   */
  AutoRefreshCache<Job> add(
      CacheSyncItem<Job> sync,
      UnaryOperator<RedisItemStores> shared,
      ItemCodec<Job> codec,
      UnaryOperator<AutoRefreshCacheBuilder> change) {
    LettuceConnectionFactory connections = connect.get();
    AutoRefreshCache<Job> cache =
        change
            .apply(
                AutoRefreshCacheBuilder.named("jobs")
                    .resyncPeriod(Duration.ofHours(1))
                    .unlimited()
                    .shutdownTimeout(Duration.ofMillis(100))
                    .store(shared.apply(RedisItemStores.of(connections, settings, codec))))
            .build(sync);
    ends.add(
        () -> {
          cache.close();
          connections.destroy();
        });
    return cache;
  }

  /**
   * @param answers what becomes of the answers that this one gets
   */
  AutoRefreshCache<Job> addIntercepted(
      InterceptedAnswers answers,
      CacheSyncItem<Job> sync,
      UnaryOperator<AutoRefreshCacheBuilder> change) {
    ItemCodec<Job> codec = ItemCodec.json(Job.class);
    LettuceConnectionFactory connections = connect.get();
    RedisItemStores stores = RedisItemStores.of(answers.of(connections), settings, codec);
    AutoRefreshCache<Job> cache = add(sync, unused -> stores, codec, change);
    ends.add(connections::destroy);
    return cache;
  }

  /** The key of that name in Redis. */
  String key(String name) {
    return "{" + settings.keyPrefix() + ":jobs}:v1:" + name;
  }

  @Override
  public void close() {
    ends.forEach(Runnable::run);
  }
}
