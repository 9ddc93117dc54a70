package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spi.HandlerMarksContract;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.StoreContext;
import org.junit.jupiter.api.Test;

class MemoryHandlerMarksContractTest extends HandlerMarksContract {

  @Override
  protected ItemStore<Job> newStore(StoreContext<Job> context) {
    return new MemoryItemStore<>(context);
  }

  @Test
  void claimableMarksAreCounted() {
    ended("a");
    ended("b");
    assertThat(marks.claimable(10)).isEqualTo(2);
    assertThat(marks.claimable(1)).isOne();
    claim();
    assertThat(marks.claimable(10)).isOne();
  }
}
