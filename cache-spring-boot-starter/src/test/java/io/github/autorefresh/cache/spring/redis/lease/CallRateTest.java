package io.github.autorefresh.cache.spring.redis.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.spi.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallRateTest {

  private final ManualTime time = new ManualTime();
  private final CallRate rate = new CallRate(time);

  @Test
  void whatWasToldIsNotKnownForLong() {
    assertThat(rate.callsPerSecond()).isNaN();
    rate.made(50);
    time.advance(Duration.ofSeconds(1));
    assertThat(rate.callsPerSecond()).isEqualTo(50);
    time.advance(Duration.ofSeconds(1));
    assertThat(rate.callsPerSecond()).isNaN();
  }
}
