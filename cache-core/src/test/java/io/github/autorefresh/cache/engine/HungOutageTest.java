package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An external system that does not answer at all. */
class HungOutageTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final SteppedTime time = new SteppedTime();
  private final Blocking hanging = new Blocking(true);
  private volatile boolean down = true;

  private final AutoRefreshCache<Job> cache =
      time.cache("jobs")
          .executor(Blocking::onThread)
          .syncTimeout(TIMEOUT)
          .parallelism(3)
          .unlimited()
          .build(job -> down ? hanging.sync(job) : job.next());

  @AfterEach
  void letGo() {
    hanging.release();
    cache.close();
  }

  private void awaitCalls(int calls) {
    await().until(() -> hanging.calls.get() == calls);
  }

  /** Lets time pass, second by second, until so many calls have begun. */
  private void passUntilCalls(int calls) {
    await()
        .until(
            () -> {
              pass(Duration.ofSeconds(1));
              return hanging.calls.get() == calls;
            });
  }

  /** Three calls, of all items that there are, hang and time out. */
  private void hang() {
    for (int i = 0; i < 3; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    cache.start();
    time.turn();
    awaitCalls(3);
    pass(TIMEOUT);
    assertThat(cache.stats().outageSince()).isNotNull();
    for (int i = 3; i < 10; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
  }

  private void pass(Duration step) {
    time.pass(step);
    time.turn();
  }

  @Test
  void callsThatHangAreAnOutageAndLeaveAPlaceToOneProbeAtATime() {
    hang();
    passUntilCalls(4);
    pass(Duration.ofSeconds(5));
    assertThat(hanging.calls).hasValue(4);

    down = false;
    await()
        .until(
            () -> {
              pass(Duration.ofSeconds(1));
              return cache.stats().outageSince() == null;
            });
    assertThat(cache.stats().stuck()).isEqualTo(4);

    hanging.release();
    await()
        .until(
            () -> {
              pass(Duration.ofSeconds(1));
              return cache.entries().allMatch(entry -> entry.item().version() > 0);
            });
  }

  @Test
  void nextProbeIsToldWhileOneHangs() {
    hang();
    passUntilCalls(4);
    assertThat(cache.stats().nextProbeAt())
        .isBetween(time.instant(), time.instant().plusSeconds(5));
  }

  @Test
  void probesThatHangTakeAtMostAsManyPlacesAgain() {
    hang();
    for (int calls = 4; calls <= 6; calls++) {
      passUntilCalls(calls);
    }
    pass(Duration.ofMinutes(5));
    pass(Duration.ofMinutes(5));
    assertThat(hanging.calls).hasValue(6);
  }
}
