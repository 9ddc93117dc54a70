package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.limit.Resilience4jRateLimiter;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermitsTest {

  private static final int MANY = 1000;

  private final ManualTime time = new ManualTime();

  @Test
  void takesWhatIsFreeAndThenReservesTheNext() {
    Permits permits = permits(10, 2);
    assertThat(permits.take(5, MANY, now())).isEqualTo(2);
    assertThat(permits.take(5, MANY, now())).isZero();
    assertThat(permits.untilMore(now())).isEqualTo(Duration.ofMillis(100).toNanos());

    time.advance(Duration.ofMillis(100));
    assertThat(permits.take(5, MANY, now())).isEqualTo(1);
  }

  @Test
  void reservesTheNextAlongWithTheLast() {
    Permits fewer = permits(10, 2);
    assertThat(fewer.take(5, MANY, now())).isEqualTo(2);
    assertThat(fewer.untilMore(now())).isEqualTo(Duration.ofMillis(100).toNanos());

    Permits all = permits(10, 2);
    assertThat(all.take(2, MANY, now())).isEqualTo(2);
    assertThat(all.untilMore(now())).isEqualTo(Duration.ofMillis(100).toNanos());
  }

  @Test
  void reservesNothingThatNobodyWants() {
    TokenBucketRateLimiter limiter = TokenBucketRateLimiter.of("test", 10, 2, time);
    Permits permits = new Permits(limiter);
    permits.take(2, 2, now());

    time.advance(Duration.ofMillis(100));
    assertThat(limiter.take(1)).isOne();
  }

  @Test
  void waitsForSeveralAtAHighRate() {
    Permits permits = permits(100_000, 100);
    permits.take(100, MANY, now());
    assertThat(permits.take(100, MANY, now())).isZero();
    assertThat(permits.untilMore(now())).isEqualTo(Duration.ofNanos(500_000).toNanos());

    time.advance(Duration.ofNanos(400_000));
    assertThat(permits.available(now())).isZero();
    time.advance(Duration.ofNanos(100_000));
    assertThat(permits.available(now())).isEqualTo(50);
    assertThat(permits.take(100, MANY, now())).isEqualTo(50);
  }

  @Test
  void waitsForNoMoreThanAreWanted() {
    Permits permits = permits(100_000, 100);
    permits.take(100, 100, now());
    permits.take(100, 3, now());

    assertThat(permits.untilMore(now())).isEqualTo(Duration.ofNanos(30_000).toNanos());
  }

  @Test
  void waitsForOneAtATimeIfNoMoreFitIntoTheBucket() {
    Permits permits = permits(100_000, 1);
    permits.take(100, MANY, now());
    permits.take(100, MANY, now());

    assertThat(permits.untilMore(now())).isEqualTo(Duration.ofNanos(10_000).toNanos());
  }

  @Test
  void hintTellsOfFreePermitsAndOfTheReservedOne() {
    Permits permits = permits(10, 3);
    assertThat(permits.available(now())).isEqualTo(3);
    permits.take(3, MANY, now());
    assertThat(permits.available(now())).isZero();
    time.advanceNanos(permits.untilMore(now()));
    assertThat(permits.available(now())).isEqualTo(1);
  }

  @Test
  void withoutALimitThereIsNothingToWaitFor() {
    Permits permits = new Permits(TokenBucketRateLimiter.unlimited());
    assertThat(permits.unlimited()).isTrue();
    assertThat(permits.untilMore(now())).isEqualTo(Long.MAX_VALUE);
    assertThat(permits.validNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(permits.available(now())).isEqualTo(Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource({"10, 200000000", "10000, 200000", "1000000, 20000"})
  void permitIsValidForTheTimeOfTwo(double tps, long nanos) {
    assertThat(permits(tps, 1).validNanos()).isEqualTo(nanos);
  }

  @Test
  void refusedReservationGivesNoPermitAndIsNotAskedForAgainTooSoon() {
    Refusing limiter = new Refusing();
    Permits permits = new Permits(limiter);
    assertThat(permits.take(5, MANY, now())).isZero();
    assertThat(permits.untilMore(now())).isEqualTo(7);
    permits.take(5, MANY, now());
    assertThat(limiter.asked).isEqualTo(1);

    time.advance(Duration.ofNanos(7));
    assertThat(permits.take(5, MANY, now())).isZero();
    assertThat(limiter.asked).isEqualTo(2);
  }

  @Test
  void retuneToTheSameRateCostsNoPermit() {
    assertThat(callsInTenSecondsRetunedBetween(10, 10)).isEqualTo(101);
  }

  @Test
  void retuneBetweenTwoRatesCostsNoPermit() {
    assertThat(callsInTenSecondsRetunedBetween(10, 10.1)).isBetween(100, 102);
  }

  private int callsInTenSecondsRetunedBetween(double one, double other) {
    TokenBucketRateLimiter limiter = TokenBucketRateLimiter.of("test", one, 1, time);
    Permits permits = new Permits(limiter);
    int calls = 0;
    for (int millis = 0; millis <= 10_000; millis++) {
      if (millis % 50 == 49) {
        limiter.retune(limiter.tps() == one ? other : one, 1);
        permits.retuned(now());
      }
      calls += permits.take(64, MANY, now());
      time.advance(Duration.ofMillis(1));
    }
    return calls;
  }

  @Test
  void permitThatIsTooOldIsReplacedByOneThatIsFree() {
    Permits permits = permits(1000, 64);
    assertThat(permits.take(64, 64, now())).isEqualTo(64);
    assertThat(permits.renew()).isFalse();
    time.advance(Duration.ofSeconds(1));
    for (int i = 0; i < 64; i++) {
      assertThat(permits.renew()).isTrue();
    }
    assertThat(permits.renew()).as("no more than the burst").isFalse();
  }

  @Test
  void permitsGivenBackAreFree() {
    Permits permits = permits(10, 5);
    permits.take(5, MANY, now());
    permits.giveBack(3, 0);
    assertThat(permits.take(9, MANY, now())).isEqualTo(2); // one of them pays for the reservation
    time.advance(Duration.ofMillis(1));
    assertThat(permits.take(9, 9, now())).isZero();
  }

  @ParameterizedTest
  @CsvSource({"50, 150, 0.99", "50, 100, 0.99", "0, 200, 0.99"})
  void lateWakeUpsCostNoRate(int soonest, int latest, double least) {
    SplittableRandom random = new SplittableRandom(3);
    Permits permits = permits(10_000, 1);
    List<Long> uses = new ArrayList<>();
    while (now() < 2_000_000_000L) {
      int taken = permits.take(64, MANY, now());
      for (int i = 0; i < taken; i++) {
        uses.add(now());
      }
      time.advanceNanos(permits.untilMore(now()) + 1000L * random.nextInt(soonest, latest + 1));
    }
    assertThat(uses.size() / 20_000.0).isBetween(least, 1.001);
    assertWindows(uses, 10_000, 1 + 2);
  }

  @Test
  void windowsOfResilience4jLoseNothingByRetunes() {
    RateLimiterConfig config =
        RateLimiterConfig.custom()
            .limitForPeriod(1)
            .limitRefreshPeriod(Duration.ofMillis(100))
            .timeoutDuration(Duration.ofSeconds(5))
            .build();
    Permits permits =
        new Permits(
            Resilience4jRateLimiter.of(
                io.github.resilience4j.ratelimiter.RateLimiter.of("existing", config, this::now),
                time));
    int calls = 0;
    for (int millis = 0; millis < 10_000; millis++) {
      if (millis % 50 == 49) {
        permits.retuned(now());
      }
      calls += permits.take(64, MANY, now());
      time.advance(Duration.ofMillis(1));
    }
    assertThat(calls).isEqualTo(100);
  }

  static void assertWindows(List<Long> uses, double tps, int atOnce) {
    for (int from = 0; from < uses.size(); from++) {
      for (int to = from; to < Math.min(uses.size(), from + 500); to++) {
        double window = (uses.get(to) - uses.get(from)) / 1e9;
        if (to - from + 1 > atOnce + tps * window + 1e-6) {
          assertThat(to - from + 1).as("uses in %s s", window).isLessThanOrEqualTo(atOnce);
        }
      }
    }
  }

  private Permits permits(double tps, int burst) {
    return new Permits(TokenBucketRateLimiter.of("test", tps, burst, time));
  }

  private long now() {
    return time.elapsed().toNanos();
  }

  /** Has nothing, promises nothing, and says to ask again after 7 ns. */
  private static final class Refusing implements RateLimiter {

    int asked;

    @Override
    public int take(int max) {
      asked++;
      return 0;
    }

    @Override
    public long reserve() {
      return -7;
    }

    @Override
    public double tps() {
      return 1;
    }

    @Override
    public int burst() {
      return 1;
    }

    @Override
    public void retune(double tps, int burst) {
      throw new UnsupportedOperationException();
    }
  }
}
