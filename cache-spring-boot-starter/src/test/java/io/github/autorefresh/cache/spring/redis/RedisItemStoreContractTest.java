package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.ItemStoreContract;
import io.github.autorefresh.cache.spi.StoreContext;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisItemStoreContractTest extends ItemStoreContract {

  @RegisterExtension static final RedisForTests REDIS = new RedisForTests();

  @Override
  protected ItemStore<Job> newStore(StoreContext<Job> context) {
    return REDIS.newStore(context, Job.class, time);
  }

  @Override
  protected void lookAgain(ItemStore<Job> store) {
    ((RedisItemStore<Job>) store).heartbeat();
  }
}
