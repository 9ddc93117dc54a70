package io.github.autorefresh.cache.engine.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {

  private static final int LARGEST = 65_535;

  @Test
  void partsAreReadAsTheyWerePacked() {
    assertPacked(0, 0, 0, 0);
    assertPacked(1, 2, 3, 4);
    assertPacked(6, LARGEST, 0, LARGEST);
    assertPacked(0, 0, LARGEST, 0);
    assertPacked(LARGEST, LARGEST, LARGEST, LARGEST);
  }

  private static void assertPacked(int state, int base, int index, int limit) {
    long progress = Progress.of(state, base, index, limit);
    assertThat(Progress.state(progress)).isEqualTo(state);
    assertThat(Progress.base(progress)).isEqualTo(base);
    assertThat(Progress.index(progress)).isEqualTo(index);
    assertThat(Progress.limit(progress)).isEqualTo(limit);
  }

  @Test
  void anotherStateKeepsThePositions() {
    long progress = Progress.of(5, LARGEST, 7, LARGEST);
    assertThat(Progress.withState(progress, 2)).isEqualTo(Progress.of(2, LARGEST, 7, LARGEST));
    assertThat(Progress.withState(progress, 0)).isEqualTo(Progress.of(0, LARGEST, 7, LARGEST));
  }
}
