package io.github.autorefresh.cache.spring.redis.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.ControlSink;
import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spi.RecordedChanges;
import io.github.autorefresh.cache.spi.StoreContext;
import io.github.autorefresh.cache.spring.redis.lease.ClaimSchedule;
import io.github.autorefresh.cache.spring.redis.script.ClusterSettings;
import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.Session;
import io.github.autorefresh.cache.spring.redis.script.SettingsOfEpoch;
import io.github.autorefresh.cache.spring.redis.script.TestScripts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which of two answers of Redis stands. */
class SharedSettingsTest {

  private static final Epoch FIRST = new Epoch("first", "");
  private static final Epoch SECOND = new Epoch("second", "first");
  private static final long PERIOD = TimeUnit.HOURS.toMicros(1);

  /** What the engine was told: bursts, and whether it is paused. */
  private final List<Object> told = new ArrayList<>();

  private boolean changing;

  private final ControlSink control =
      new ControlSink() {
        @Override
        public boolean unlessChanging(Runnable adoption) {
          if (!changing) {
            adoption.run();
          }
          return !changing;
        }

        @Override
        public void mayBeDue() {}

        @Override
        public void retuned(double tps, int burst, Duration resyncPeriod) {
          told.add(burst);
        }

        @Override
        public void paused(boolean paused) {
          told.add(paused);
        }
      };

  private final ManualTime time = new ManualTime();
  private final Session session = TestScripts.sessionIn(FIRST);
  private final SharedSettings settings =
      new SharedSettings(
          new StoreContext<Job>(
              "jobs",
              CacheSettings.defaults(),
              TokenBucketRateLimiter.of("jobs", 1, 1),
              time,
              new RecordedChanges(),
              control),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          new ClaimSchedule(time, () -> false),
          session);

  private static SettingsOfEpoch answer(Epoch epoch, int burst, long tuning, boolean paused) {
    return new SettingsOfEpoch(epoch, new ClusterSettings(5, burst, PERIOD, tuning, paused));
  }

  @Test
  void answerThatWasOvertakenByALaterOneChangesNothing() {
    settings.adopt(answer(FIRST, 12, 2, true));
    settings.adopt(answer(FIRST, 11, 1, false));
    assertThat(settings.cache().burst()).isEqualTo(12);
    assertThat(told).containsExactly(12, true);
  }

  @Test
  void answerThatWasOvertakenByAChangeMadeHereChangesNothing() {
    settings.retuned(settings.cache().withBurst(12), answer(FIRST, 12, 2, false));
    settings.adopt(answer(FIRST, 11, 1, false));
    assertThat(settings.cache().burst()).isEqualTo(12);
    assertThat(told).containsExactly(false); // its own change the engine knows
  }

  @Test
  void numbersOfAnotherEpochBeginAnew() {
    settings.adopt(answer(FIRST, 12, 7, true));
    TestScripts.enter(session, SECOND);
    settings.adopt(answer(SECOND, 13, 1, false));
    settings.adopt(answer(FIRST, 14, 8, true));
    assertThat(settings.cache().burst()).isEqualTo(13);
    assertThat(told).containsExactly(12, true, 13, false);
  }

  @Test
  void whatIsToldDuringAChangeIsAdoptedWhenItIsToldAgain() {
    changing = true;
    settings.adopt(answer(FIRST, 12, 3, true));
    settings.retuned(settings.cache().withBurst(11), answer(FIRST, 11, 2, false));
    changing = false;
    assertThat(settings.cache().burst()).isEqualTo(11);
    settings.adopt(answer(FIRST, 12, 3, true));
    assertThat(settings.cache().burst()).isEqualTo(12);
    assertThat(told).containsExactly(false, 12, true);
  }
}
