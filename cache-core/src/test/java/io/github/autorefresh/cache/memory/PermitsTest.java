package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spi.RateLimiter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PermitsTest {

  private static final int MANY = 1000;

  private final ManualTime time = new ManualTime();

  @Test
  void takesWhatIsFreeAndThenReservesTheNext() {
    Permits permits = new Permits(TokenBucketRateLimiter.of("test", 10, 2, time));
    assertThat(permits.take(5, MANY, now())).isEqualTo(2);
    assertThat(permits.take(5, MANY, now())).isZero();
    assertThat(permits.untilNext(now())).isEqualTo(Duration.ofMillis(100).toNanos());

    time.advance(Duration.ofMillis(100));
    assertThat(permits.take(5, MANY, now())).isEqualTo(1);
  }

  @Test
  void reservesTheNextAlongWithTheLast() {
    Permits fewer = new Permits(TokenBucketRateLimiter.of("test", 10, 2, time));
    assertThat(fewer.take(5, MANY, now())).isEqualTo(2);
    assertThat(fewer.untilNext(now())).isEqualTo(Duration.ofMillis(100).toNanos());

    Permits all = new Permits(TokenBucketRateLimiter.of("test", 10, 2, time));
    assertThat(all.take(2, MANY, now())).isEqualTo(2);
    assertThat(all.untilNext(now())).isEqualTo(Duration.ofMillis(100).toNanos());
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
    Permits permits = new Permits(TokenBucketRateLimiter.of("test", 100_000, 100, time));
    permits.take(100, MANY, now());
    assertThat(permits.take(100, MANY, now())).isZero();
    assertThat(permits.untilNext(now())).isEqualTo(Duration.ofNanos(500_000).toNanos());

    time.advance(Duration.ofNanos(500_000));
    assertThat(permits.take(100, MANY, now())).isEqualTo(50);
  }

  @Test
  void waitsForNoMoreThanAreWanted() {
    Permits permits = new Permits(TokenBucketRateLimiter.of("test", 100_000, 100, time));
    permits.take(100, 100, now());
    permits.take(100, 3, now());

    assertThat(permits.untilNext(now())).isEqualTo(Duration.ofNanos(30_000).toNanos());
  }

  @Test
  void waitsForOneAtATimeIfNoMoreFitIntoTheBucket() {
    Permits permits = new Permits(TokenBucketRateLimiter.of("test", 100_000, 1, time));
    permits.take(100, MANY, now());
    permits.take(100, MANY, now());

    assertThat(permits.untilNext(now())).isEqualTo(Duration.ofNanos(10_000).toNanos());
  }

  @Test
  void refusedReservationGivesNoPermit() {
    Permits permits = new Permits(new Refusing());
    assertThat(permits.take(5, MANY, now())).isZero();
    assertThat(permits.untilNext(now())).isEqualTo(7);

    time.advance(Duration.ofNanos(7));
    assertThat(permits.take(5, MANY, now())).isZero();
  }

  private long now() {
    return time.elapsed().toNanos();
  }

  /** Has nothing, promises nothing, and says to ask again after 7 ns. */
  private static final class Refusing implements RateLimiter {

    @Override
    public int take(int max) {
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
