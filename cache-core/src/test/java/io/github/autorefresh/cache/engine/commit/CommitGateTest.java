package io.github.autorefresh.cache.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.engine.waiters.ThreadWaiting;
import io.github.autorefresh.cache.spi.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CommitGateTest {

  private final CommitGate gate = new CommitGate(new ThreadWaiting(new ManualTime()));

  @Test
  void isShutUntilItIsOpened() {
    assertThat(gate.isOpen()).isFalse();
    assertThat(gate.enter()).isFalse();
    gate.open(() -> {});
    assertThat(gate.isOpen()).isTrue();
    assertThat(gate.enter()).isTrue();
  }

  @Test
  void closingEndsCallsAndShuttingEndsCommits() {
    gate.open(() -> {});
    int closing = gate.close();
    assertThat(gate.isOpen()).isFalse();
    assertThat(gate.enter()).as("what runs may commit").isTrue();
    gate.leave();
    gate.shut(closing, () -> {});
    assertThat(gate.enter()).isFalse();
    assertThat(gate.isEmpty()).isTrue();
  }

  @Test
  void isNotEmptyWhileSomebodyIsInside() {
    gate.open(() -> {});
    assertThat(gate.enter()).isTrue();
    gate.shut(gate.close(), () -> {});
    assertThat(gate.isEmpty()).isFalse();
    gate.leave();
    assertThat(gate.isEmpty()).isTrue();
  }

  @Test
  void shuttingDoesFirstWhatBelongsToItOncePerShutting() {
    AtomicInteger done = new AtomicInteger();
    gate.open(() -> {});
    gate.shut(gate.close(), done::incrementAndGet);
    assertThat(done).hasValue(1);
  }

  @Test
  void openingPutsAnEarlierClosingOutOfDate() {
    gate.open(() -> {});
    int closing = gate.close();
    assertThat(gate.isOpenedSince(closing)).isFalse();
    gate.open(() -> {});
    assertThat(gate.isOpenedSince(closing)).isTrue();
    gate.shut(
        closing,
        () -> {
          throw new AssertionError("out of date");
        });
    assertThat(gate.enter()).isTrue();
  }

  @Test
  void commitThatWasInsideWhenItShutMayLeaveAfterItIsOpenAgain() {
    gate.open(() -> {});
    assertThat(gate.enter()).isTrue();
    gate.shut(gate.close(), () -> {});
    gate.open(() -> {});
    assertThat(gate.enter()).isTrue();
    gate.leave();
    gate.leave();
    assertThat(gate.isEmpty()).isTrue();
    assertThat(gate.enter()).isTrue();
  }

  @Test
  void opensAndShutsWithWhatBelongsToItAsOne() {
    List<String> done = new ArrayList<>();
    int closing = gate.close();
    gate.open(
        () -> {
          assertThat(Thread.holdsLock(gate)).as("so that no shut comes between").isTrue();
          done.add("opened");
        });
    gate.shut(closing, () -> done.add("shut"));
    assertThat(done).containsExactly("opened");
  }
}
