package io.github.autorefresh.cache.spring.autoconfigure;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the header {@code Retry-After}: seconds, or a date (RFC 9110, 10.2.3 and 5.6.7). */
final class RetryAfterHeader {

  /** A number of seconds with more digits is as good as for ever. */
  private static final int MOST_DIGITS = 18;

  /** What servers write, and what they wrote in former times. */
  private static final List<DateTimeFormatter> DATES =
      List.of(
          DateTimeFormatter.RFC_1123_DATE_TIME,
          new DateTimeFormatterBuilder()
              .appendPattern("EEEE, dd-MMM-")
              .appendValueReduced(ChronoField.YEAR, 2, 2, LocalDate.of(1980, 1, 1))
              .appendPattern(" HH:mm:ss z")
              .toFormatter(Locale.US),
          DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US)
              .withZone(ZoneOffset.UTC));

  private RetryAfterHeader() {}

  /**
   * How long to wait; zero for a date that is past; null if it cannot be read.
   *
   * @param sent the header {@code Date} of the same answer, by whose clock the date is meant
   * @param now goes for that if it cannot be read
   */
  static @Nullable Duration read(@Nullable String value, @Nullable String sent, Instant now) {
    if (value == null) {
      return null;
    }
    String trimmed = value.trim();
    if (!trimmed.isEmpty() && trimmed.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Duration.ofSeconds(
          trimmed.length() > MOST_DIGITS ? Long.MAX_VALUE : Long.parseLong(trimmed));
    }
    Instant date = date(trimmed);
    if (date == null) {
      return null;
    }
    Instant sentAt = sent == null ? null : date(sent.trim());
    Duration wait = Duration.between(sentAt == null ? now : sentAt, date);
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  private static @Nullable Instant date(String value) {
    for (DateTimeFormatter format : DATES) {
      try {
        return ZonedDateTime.parse(value, format).toInstant();
      } catch (DateTimeException e) {
        // perhaps another format
      }
    }
    return null;
  }
}
