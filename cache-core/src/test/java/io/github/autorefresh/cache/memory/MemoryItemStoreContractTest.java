package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.ItemStoreContract;
import io.github.autorefresh.cache.spi.StoreContext;

class MemoryItemStoreContractTest extends ItemStoreContract {

  @Override
  protected ItemStore<Job> newStore(StoreContext<Job> context) {
    return new MemoryItemStore<>(context);
  }
}
