package io.github.autorefresh.cache.spring.actuate;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * Reads the fields of a request. They come as strings, since a value that actuator itself fails to
 * convert is refused without its name.
 */
final class Fields {

  private static final Pattern BARE_NUMBER = Pattern.compile("[+-]?\\d*");

  private Fields() {}

  /** One that is named but has no value is set, as in {@code ?failing}; null if it is not named. */
  static @Nullable Boolean optionalFlag(String field, @Nullable String value) {
    return value == null ? null : value.isEmpty() || flag(field, value);
  }

  static boolean flag(String field, String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw Refusal.badValue(field, "true or false", value);
    };
  }

  static int integer(String field, String value, int min, int max) {
    int number = integer(field, value);
    if (number < min || number > max) {
      throw Refusal.badValue(field, "from " + min + " to " + max, value);
    }
    return number;
  }

  static int integer(String field, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw Refusal.badValue(field, "a whole number", value);
    }
  }

  static double number(String field, String value) {
    double number;
    try {
      number = Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw Refusal.badValue(field, "a number", value);
    }
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      throw Refusal.badValue(field, "a number", value);
    }
    return number;
  }

  /** Without a unit it would be milliseconds to Boot, and seconds to most people. */
  static Duration duration(String field, String value) {
    try {
      if (!BARE_NUMBER.matcher(value).matches()) {
        return DurationStyle.detectAndParse(value);
      }
    } catch (IllegalArgumentException e) {
      // refused below
    }
    throw Refusal.badValue(field, "a duration with its unit, such as 30s or PT30S", value);
  }
}
