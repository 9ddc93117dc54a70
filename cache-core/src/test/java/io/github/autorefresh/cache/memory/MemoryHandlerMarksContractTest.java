package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spi.HandlerMarksContract;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.StoreContext;

class MemoryHandlerMarksContractTest extends HandlerMarksContract {

  @Override
  protected ItemStore<Job> newStore(StoreContext<Job> context) {
    return new MemoryItemStore<>(context);
  }
}
