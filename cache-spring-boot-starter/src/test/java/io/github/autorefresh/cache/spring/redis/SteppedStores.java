package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.StoreContext;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The stores of one replica, whose time a test moves by hand, for Redis too; and their heartbeats.
 */
final class SteppedStores implements ItemStore.Factory {

  private final RedisItemStores stores;
  private final List<RedisItemStore<?>> made = new ArrayList<>();

  SteppedStores(RedisItemStores stores, SteppedTime time) {
    this(stores, HandTime.ahead(time::elapsed));
  }

  /**
   * @param aheadMicros see {@link HandTime}
   */
  SteppedStores(RedisItemStores stores, LongSupplier aheadMicros) {
    this.stores = stores.ahead(aheadMicros);
  }

  @Override
  public <T extends CacheItem> ItemStore<T> create(StoreContext<T> context) {
    ItemStore<T> store = stores.create(context);
    made.add((RedisItemStore<T>) store);
    return store;
  }

  void heartbeat() {
    made.forEach(RedisItemStore::heartbeat);
  }

  /** False until this replica has joined the epoch that follows a loss. */
  boolean heartbeatIsAnswered() {
    return made.stream().allMatch(SteppedStores::answersHeartbeat);
  }

  /** False until the replica whose store this is has joined the epoch that follows a loss. */
  static boolean answersHeartbeat(ItemStore<?> store) {
    try {
      ((RedisItemStore<?>) store).heartbeat();
      return true;
    } catch (CacheUnavailableException e) {
      return false;
    }
  }
}
