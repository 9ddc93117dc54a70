package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.OutageStoreContract;
import io.github.autorefresh.cache.spi.StoreContext;

/** {@link Probes} and {@link Recovery}. */
class MemoryOutageStoreContractTest extends OutageStoreContract {

  @Override
  protected ItemStore<Job> newStore(StoreContext<Job> context) {
    return new MemoryItemStore<>(context);
  }
}
