package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.ItemStoreContract;
import io.github.autorefresh.cache.spi.StoreContext;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

@NeedsRedis
class RedisItemStoreContractTest extends ItemStoreContract {

  private static RedisServer redis;
  private static LettuceConnectionFactory connections;
  private static int stores;

  @BeforeAll
  static void startRedis() {
    redis = RedisServer.start();
    connections = redis.connect();
  }

  @AfterAll
  static void endRedis() {
    connections.destroy();
    redis.close();
  }

  @Override
  protected ItemStore<Job> newStore(StoreContext<Job> context) {
    ItemStore<Job> store =
        RedisItemStores.of(
                connections, RedisStoreSettings.of("test-" + stores++), ItemCodec.json(Job.class))
            .ahead(() -> TimeUnit.NANOSECONDS.toMicros(time.elapsed().toNanos()))
            .create(context);
    store.open();
    return store;
  }

  @Override
  protected void lookAgain(ItemStore<Job> store) {
    ((RedisItemStore<Job>) store).pulse();
  }
}
