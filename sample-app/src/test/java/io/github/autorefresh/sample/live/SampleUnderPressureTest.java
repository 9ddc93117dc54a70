package io.github.autorefresh.sample.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.RetryAfterException;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a sample tells of an outage, a hold and an overload, by time moved by hand. */
class SampleUnderPressureTest {

  private static final int THINGS = 30;

  private final SteppedTime time = new SteppedTime();
  private UnaryOperator<Thing> answer = thing -> thing;
  private final AutoRefreshCache<Thing> cache =
      time.cache("things")
          .resyncPeriod(Duration.ofSeconds(10))
          .rateLimit(20, 10)
          .build(thing -> answer.apply(thing));
  private final Sampler<Thing> sampler =
      new Sampler<>(cache, Thing::state, time, () -> time.elapsed().toNanos());

  @BeforeEach
  void start() {
    for (int i = 0; i < THINGS; i++) {
      cache.getOrCreate(new Thing("thing-" + i, "NEW"));
    }
    cache.start();
    advance(60);
  }

  @AfterEach
  void close() {
    cache.close();
  }

  private void advance(long seconds) {
    time.advance(Duration.ofSeconds(seconds));
  }

  private Sample sample() {
    return sampler.take(id -> {});
  }

  @Test
  void outageAndTheAgeOfTheOldestFailure() {
    answer =
        thing -> {
          throw new IllegalStateException("down");
        };
    advance(60);

    Sample sample = sample();

    assertThat(sample.at() - sample.outageSince()).isBetween(50_000L, 60_000L);
    assertThat(sample.nextProbeAt() - sample.at()).isBetween(0L, 5_000L);
    assertThat(sample.failingLongestMillis()).isBetween(50_000L, 60_000L);
    assertThat(sample.live()).isEqualTo(THINGS);
  }

  @Test
  void holdAndTheRateThatIsPermittedAfterIt() {
    answer =
        thing -> {
          throw new RetryAfterException(Duration.ofSeconds(20));
        };
    advance(5);

    Sample sample = sample();

    assertThat(sample.heldUntil() - sample.at()).isBetween(14_000L, 20_000L);
    answer = thing -> thing;
    advance(20);
    assertThat(sample().heldUntil()).isNull();
    assertThat(sample().permittedPerSecond()).isLessThan(20);
  }

  @Test
  void stretch() {
    cache.retune(settings -> settings.withTps(10).withResyncPeriod(Duration.ofSeconds(1)));
    advance(60);

    assertThat(sample().stretch()).isBetween(2.7, 3.3);
  }
}
