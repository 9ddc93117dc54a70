package io.github.autorefresh.sample.jobservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PacedProgressTest {

  private final AtomicLong now = new AtomicLong();
  private final List<Long> sleeps = new ArrayList<>();

  @Test
  void workAheadOfThePaceIsHeldBack() throws InterruptedException {
    PacedProgress progress = pacedOver(1000);

    progress.reached(0.25);
    progress.reached(1);

    assertThat(sleeps).containsExactly(250L, 750L);
  }

  @Test
  void workBehindThePaceIsNotHeldBack() throws InterruptedException {
    PacedProgress progress = pacedOver(1000);

    now.set(600);
    progress.reached(0.5);

    assertThat(sleeps).isEmpty();
  }

  @Test
  void timeLostIsMadeUpFor() throws InterruptedException {
    PacedProgress progress = pacedOver(1000);

    now.set(600);
    progress.reached(0.5);
    progress.reached(0.75);

    assertThat(sleeps).containsExactly(150L);
  }

  @Test
  void progressIsSeenToGrowWhileTheWorkIsHeldBack() throws InterruptedException {
    PacedProgress progress = new PacedProgress(new Pace(1000, now::get, nanos -> {}));

    progress.reached(1);

    assertThat(progress.visible()).isEqualTo(0);
    now.set(420);
    assertThat(progress.visible()).isEqualTo(0.42);
    now.set(1500);
    assertThat(progress.visible()).isEqualTo(1);
  }

  @Test
  void progressIsNeverSeenAheadOfTheWork() throws InterruptedException {
    PacedProgress progress = pacedOver(1000);

    now.set(900);
    progress.reached(0.5);

    assertThat(progress.visible()).isEqualTo(0.5);
  }

  @Test
  void withoutAPaceTheWorkRunsAtFullSpeed() throws InterruptedException {
    PacedProgress progress = pacedOver(0);

    progress.reached(0.789);

    assertThat(sleeps).isEmpty();
    assertThat(progress.visible()).isEqualTo(0.78);
  }

  @Test
  void anInterruptedWorkerStopsAtItsNextReport() {
    PacedProgress progress = pacedOver(0);
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> progress.reached(0.5)).isInstanceOf(InterruptedException.class);
  }

  private PacedProgress pacedOver(long nanos) {
    Pace.Sleeper sleeper =
        sleep -> {
          sleeps.add(sleep);
          now.addAndGet(sleep);
        };
    return new PacedProgress(new Pace(nanos, now::get, sleeper));
  }
}
