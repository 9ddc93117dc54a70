package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlotOffsetsTest {

  @Test
  void noMemoryIsTakenPerItemUnlessThereWasOverload() {
    SlotOffsets offsets = new SlotOffsets();
    offsets.add(0);
    offsets.set(5, 0);
    assertThat(offsets.get(5)).isZero();
    offsets.set(6, 1);
    assertThat(offsets.get(6)).isOne();
    assertThat(offsets.get(5)).isZero();
  }
}
