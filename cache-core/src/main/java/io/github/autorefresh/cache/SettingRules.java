package io.github.autorefresh.cache;

import java.time.Duration;
import java.util.Objects;

/** Checks the values of settings. Messages name the setting, the rule and the value. */
final class SettingRules {

  private static final Duration LONGEST = Duration.ofDays(3650);

  private SettingRules() {}

  static void requirePositive(String setting, Duration value) {
    Objects.requireNonNull(value, setting);
    require(
        value.compareTo(Duration.ZERO) > 0 && value.compareTo(LONGEST) <= 0,
        setting,
        value,
        "positive and at most " + LONGEST);
  }

  static void requireNotNegative(String setting, Duration value) {
    Objects.requireNonNull(value, setting);
    require(
        !value.isNegative() && value.compareTo(LONGEST) <= 0, setting, value, "zero to " + LONGEST);
  }

  static void requireFromOne(String setting, int value, int max) {
    require(value >= 1 && value <= max, setting, value, "from 1 to " + max);
  }

  static void require(boolean holds, String setting, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(setting + " must be " + rule + ", but was " + value);
    }
  }
}
