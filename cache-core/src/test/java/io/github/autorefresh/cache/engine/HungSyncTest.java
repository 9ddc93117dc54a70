package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HungSyncTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final SteppedTime hand = new SteppedTime();
  private final Blocking blocking = new Blocking(true);

  private final AutoRefreshCache<Job> cache =
      hand.cache("jobs")
          .executor(Blocking::onThread)
          .syncTimeout(TIMEOUT)
          .unlimited()
          .build(job -> job.id().equals("hung") ? blocking.sync(job) : job.next());

  @AfterEach
  void letGo() {
    blocking.release();
  }

  private void hang() {
    cache.start();
    cache.getOrCreate(Job.of("hung"));
    hand.turn();
    blocking.awaitCall();
  }

  @Test
  void otherItemsAreSyncedMeanwhile() {
    hang();
    cache.getOrCreate(Job.of("other"));
    hand.turn();
    await().until(() -> cache.get("other").version() == 1);
  }

  @Test
  void timedOutCallFailsAtOnceAndIsNotRepeatedUntilItReturns() {
    hang();
    hand.pass(TIMEOUT);
    hand.turn();
    assertThat(cache.entry("hung").lastError()).isInstanceOf(TimeoutException.class);
    assertThat(cache.stats().stuck()).isEqualTo(1);
    await().until(() -> blocking.interrupts.get() == 1);

    hand.pass(Duration.ofHours(1));
    hand.turn();
    assertThat(blocking.calls).hasValue(1);

    blocking.release();
    await().until(() -> cache.get("hung").version() == 1); // by the second call, not the late first
    assertThat(blocking.calls).hasValue(2);
    assertThat(cache.stats().updated()).isEqualTo(1);
    assertThat(cache.stats().failed()).isEqualTo(1);
  }

  @Test
  void deleteWinsOverTheSyncInFlightAndItsResultNeverLandsOnANewItem() {
    hang();
    assertThat(cache.delete("hung")).isTrue();
    cache.pause();
    cache.getOrCreate(Job.of("hung"));
    blocking.release();
    await().until(() -> cache.stats().inFlight() == 0);
    assertThat(cache.get("hung").version()).isZero();
    assertThat(cache.stats().updated()).isZero();
  }

  @Test
  void stopGivesUpWhatIgnoresItsInterruptAndKeepsNothingOfIt() {
    AutoRefreshCache<Job> real =
        AutoRefreshCacheBuilder.named("real").shutdownTimeout(Duration.ZERO).build(blocking);
    real.start();
    real.getOrCreate(Job.of("hung"));
    blocking.awaitCall();
    real.stop();
    assertThat(blocking.interrupts).hasValue(1);
    blocking.release();
    await().until(() -> real.stats().inFlight() == 0);
    assertThat(real.get("hung").version()).isZero();
    assertThat(real.isRunning()).isFalse();
    real.close();
  }
}
