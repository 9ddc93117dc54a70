package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.StoreContext;
import io.github.autorefresh.cache.spi.StretchContract;

/** {@link Stretching}. */
class MemoryStretchContractTest extends StretchContract {

  @Override
  protected ItemStore<Job> newStore(StoreContext<Job> context) {
    return new MemoryItemStore<>(context);
  }
}
