package io.github.autorefresh.cache;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;

/** Checks the values of settings. Messages name the setting, the rule and the value. */
final class SettingRules {

  private static final Duration LONGEST = Duration.ofDays(3650);
  private static final String LONGEST_TEXT = "3650 days";

  /** What somebody who sets a zero may want. */
  private static final String NONE = "; to sync nothing for a while, pause the cache or stop it";

  private SettingRules() {}

  static void requirePositive(String setting, Duration value) {
    Objects.requireNonNull(value, setting);
    require(
        value.compareTo(Duration.ZERO) > 0 && value.compareTo(LONGEST) <= 0,
        setting,
        value,
        "positive and at most " + LONGEST_TEXT);
  }

  static void requireNotNegative(String setting, Duration value) {
    Objects.requireNonNull(value, setting);
    require(
        !value.isNegative() && value.compareTo(LONGEST) <= 0,
        setting,
        value,
        "zero to " + LONGEST_TEXT);
  }

  static void requireFromOne(String setting, int value, int max) {
    require(value >= 1 && value <= max, setting, value, "from 1 to " + max);
  }

  static void requireRate(String setting, double value, double least, double most) {
    boolean holds = value >= least && value <= most;
    String rule = "a number from " + plain(least) + " to " + plain(most);
    if (!holds && value == 0) {
      throw new IllegalArgumentException(message(setting, value, rule) + NONE);
    }
    require(holds, setting, value, rule);
  }

  static void requirePeriod(String setting, Duration value) {
    if (value != null && value.isZero()) {
      throw new IllegalArgumentException(
          message(setting, value, "positive and at most " + LONGEST_TEXT) + NONE);
    }
    requirePositive(setting, value);
  }

  static void require(boolean holds, String setting, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(message(setting, value, rule));
    }
  }

  private static String message(String setting, Object value, String rule) {
    return setting + " must be " + rule + ", but was " + value;
  }

  /** As people write it: not 1.0E9. */
  private static String plain(double limit) {
    return BigDecimal.valueOf(limit).stripTrailingZeros().toPlainString();
  }
}
