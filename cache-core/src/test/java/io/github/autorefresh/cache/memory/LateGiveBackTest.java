package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Permits that come back late, after a bucket that would have been full has been emptied. */
class LateGiveBackTest {

  private final ManualTime time = new ManualTime();
  private final TokenBucketRateLimiter limiter =
      TokenBucketRateLimiter.of("test", 10_000, 100, time);
  private final Permits permits = new Permits(limiter);

  private static final Duration STALL = Duration.ofMillis(8);

  private long now() {
    return time.elapsed().toNanos();
  }

  @Test
  void permitsWhoseRefillWasUsedMeanwhileAreNotUsedAgain() {
    assertThat(permits.take(64, 64, now())).isEqualTo(64);
    time.advance(STALL);
    assertThat(limiter.take(1000)).as("others use the burst").isEqualTo(100);
    permits.giveBack(57, STALL.toNanos());
    assertThat(limiter.take(1000)).as("beyond the burst").isZero();
  }

  @Test
  void renewedPermitsAndFreeOnesTogetherAreNoMoreThanTheBurst() {
    assertThat(permits.take(64, 64, now())).isEqualTo(64);
    time.advance(STALL);
    int used = 0;
    for (int i = 0; i < 64; i++) {
      used += permits.renew() ? 1 : 0;
    }
    assertThat(used + limiter.take(1000)).isLessThanOrEqualTo(100);
  }
}
