package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spi.StoreContext;
import java.util.function.LongSupplier;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Stores for tests in a Redis or a cluster, each under a key prefix of its own. */
abstract class StoresForTests {

  private int stores;

  /** Connections to where the stores are. */
  abstract LettuceConnectionFactory connections();

  /** A store with nothing in it that is still to be opened, for a test that moves time by hand. */
  <T extends CacheItem> ItemStore<T> newStore(
      StoreContext<T> context, Class<T> type, ManualTime time) {
    stores++;
    return replicaOfLastStore(context, type, time);
  }

  /** The same for a test of rates: the time that it takes does not pass. */
  <T extends CacheItem> ItemStore<T> newExactStore(
      StoreContext<T> context, Class<T> type, ManualTime time) {
    stores++;
    return replicaOfLastStore(context, type, HandTime.exactly(time::elapsed));
  }

  /** The last store as another replica has it, still to be opened. */
  <T extends CacheItem> ItemStore<T> replicaOfLastStore(
      StoreContext<T> context, Class<T> type, ManualTime time) {
    return replicaOfLastStore(context, type, HandTime.ahead(time::elapsed));
  }

  private <T extends CacheItem> ItemStore<T> replicaOfLastStore(
      StoreContext<T> context, Class<T> type, LongSupplier aheadMicros) {
    return RedisItemStores.of(
            connections(), RedisStoreSettings.of("store-" + stores), ItemCodec.json(type))
        .ahead(aheadMicros)
        .create(context);
  }

  /** The key of this name of the store that was made last. */
  String keyOfLastStore(String name) {
    return "{store-" + stores + ":jobs}:v1:" + name;
  }
}
