package io.github.autorefresh.cache.memory;

import static io.github.autorefresh.cache.memory.PermitsTest.assertWindows;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Permits} of several caches, whose limiter is one. */
class SharedLimiterTest {

  private static final int MANY = 1000;

  private final ManualTime time = new ManualTime();

  @Test
  void reservedPermitComesSoonerAtAHigherRate() {
    TokenBucketRateLimiter limiter = TokenBucketRateLimiter.of("test", 0.001, 1, time);
    Permits permits = new Permits(limiter);
    permits.take(1, MANY, now());
    limiter.retune(100, 1);
    permits.retuned(now());
    assertThat(permits.untilMore(now())).isEqualTo(Duration.ofMillis(10).toNanos());
    time.advance(Duration.ofMillis(10));
    assertThat(permits.take(1, MANY, now())).isOne();
  }

  @Test
  void otherCacheNoticesTheRetuneOfTheLimiterThatTheyShare() {
    TokenBucketRateLimiter limiter = TokenBucketRateLimiter.of("test", 1, 1, time);
    Permits here = new Permits(limiter);
    Permits there = new Permits(limiter);
    here.take(1, MANY, now());
    there.take(1, MANY, now());
    assertThat(there.untilMore(now())).isEqualTo(Duration.ofSeconds(2).toNanos());
    limiter.retune(100, 1);
    here.retuned(now());
    assertThat(here.untilMore(now())).isEqualTo(Duration.ofMillis(10).toNanos());
    assertThat(there.untilMore(now())).isEqualTo(Duration.ofMillis(20).toNanos());

    limiter.retune(0.5, 1);
    there.retuned(now());
    assertThat(here.untilMore(now())).isEqualTo(Duration.ofSeconds(2).toNanos());
    assertThat(there.untilMore(now())).isEqualTo(Duration.ofSeconds(4).toNanos());
    time.advance(Duration.ofSeconds(2));
    assertThat(here.take(9, MANY, now())).isOne();
    assertThat(there.take(9, MANY, now())).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void fiftyCachesOnOneLimiterThatIsRetunedKeepItsRate(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TokenBucketRateLimiter limiter = TokenBucketRateLimiter.of("test", 100, 1, time);
    List<Permits> caches = Stream.generate(() -> new Permits(limiter)).limit(50).toList();
    List<Long> uses = new ArrayList<>();
    for (int millis = 0; millis < 20_000; millis++) {
      if (millis % 250 == 0) {
        limiter.retune(limiter.tps() == 100 ? 101 : 100, 1);
        caches.get(random.nextInt(50)).retuned(now());
      }
      int first = random.nextInt(50);
      for (int i = 0; i < 50; i++) {
        int taken = caches.get((first + i) % 50).take(64, MANY, now());
        for (int j = 0; j < taken; j++) {
          uses.add(now());
        }
      }
      time.advance(Duration.ofMillis(1));
    }
    assertThat(uses.size()).isBetween(1990, 2013);
    assertWindows(uses, 101, 1 + 2);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 50", "5, 50", "100, 50"})
  void reservationsLeftOverForAnHourDoNotAddToTheBurst(int burst, int caches) {
    TokenBucketRateLimiter limiter = TokenBucketRateLimiter.of("test", 1000, burst, time);
    List<Permits> all = Stream.generate(() -> new Permits(limiter)).limit(caches).toList();
    takeOnce(all);
    takeOnce(all);
    time.advance(Duration.ofHours(1));
    assertThat(takeOnce(all)).isEqualTo(burst);
    assertThat(takeOnce(all)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 30, 90, 150, 400, 5000})
  void reservationsLeftOverForAnyTimeDoNotAddToTheBurst(int millis) {
    for (int burst : new int[] {1, 2, 7}) {
      TokenBucketRateLimiter limiter = TokenBucketRateLimiter.of("test", 20, burst, time);
      List<Permits> all = Stream.generate(() -> new Permits(limiter)).limit(50).toList();
      takeOnce(all);
      time.advance(Duration.ofMillis(millis));
      assertThat(takeOnce(all)).isLessThanOrEqualTo(burst);
    }
  }

  private int takeOnce(List<Permits> all) {
    return all.stream().mapToInt(permits -> permits.take(MANY, MANY + 1, now())).sum();
  }

  private long now() {
    return time.elapsed().toNanos();
  }
}
