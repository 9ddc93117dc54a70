package io.github.autorefresh.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryAfterExceptionTest {

  @Test
  void tellsTheTimeAsItWasSaid() {
    Throwable cause = new IllegalStateException("429");
    RetryAfterException told = new RetryAfterException(Duration.ofDays(2), cause);
    assertThat(told.retryAfter()).isEqualTo(Duration.ofDays(2));
    assertThat(told).hasCause(cause).hasMessage("Retry after PT48H");
    assertThat(new RetryAfterException(Duration.ZERO).retryAfter()).isZero();
  }

  @Test
  void endlessTimeIsKept() {
    Duration endless = Duration.ofSeconds(Long.MAX_VALUE);
    assertThat(new RetryAfterException(endless).retryAfter()).isEqualTo(endless);
  }

  @Test
  @SuppressWarnings({"NullAway", "ThrowableNotThrown"}) // that is the test
  void nullIsRefusedByName() {
    assertThatThrownBy(() -> new RetryAfterException(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("retryAfter");
  }

  @Test
  @SuppressWarnings("ThrowableNotThrown") // that is the test
  void negativeTimeIsRefusedWithValueAndRule() {
    assertThatThrownBy(() -> new RetryAfterException(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("retryAfter", "not be negative", "PT-0.001S");
  }
}
