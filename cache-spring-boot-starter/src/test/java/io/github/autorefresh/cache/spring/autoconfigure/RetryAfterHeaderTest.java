package io.github.autorefresh.cache.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterHeaderTest {

  private static final Instant NOW = Instant.parse("1994-11-06T08:49:00Z");

  @ParameterizedTest
  @ValueSource(strings = {"120", " 120 ", "00120"})
  void secondsAreRead(String value) {
    assertThat(RetryAfterHeader.read(value, null, NOW)).isEqualTo(Duration.ofMinutes(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
      })
  void datesOfEveryKindAreRead(String value) {
    assertThat(RetryAfterHeader.read(value, null, NOW)).isEqualTo(Duration.ofSeconds(37));
  }

  @Test
  void dateIsMeantByTheServersClock() {
    assertThat(
            RetryAfterHeader.read(
                "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:30 GMT", NOW))
        .isEqualTo(Duration.ofSeconds(7));
    assertThat(RetryAfterHeader.read("Sun, 06 Nov 1994 08:49:37 GMT", "today", NOW))
        .isEqualTo(Duration.ofSeconds(37));
  }

  @Test
  void dateThatIsPastIsZero() {
    assertThat(RetryAfterHeader.read("Sun, 06 Nov 1994 08:48:59 GMT", null, NOW)).isZero();
  }

  @Test
  void endlessNumberIsALongTime() {
    assertThat(RetryAfterHeader.read("9".repeat(40), null, NOW)).isGreaterThan(Duration.ofDays(1));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "-1", "1.5", "soon", "1 second", "Sun, 06 Foo 1994", "١٢"})
  void restCannotBeRead(String value) {
    assertThat(RetryAfterHeader.read(value, null, NOW)).isNull();
  }
}
