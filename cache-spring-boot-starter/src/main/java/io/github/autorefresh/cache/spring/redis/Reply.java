package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what scripts answer, and writes what they are given. */
final class Reply {

  private static final byte[] NOTHING = {};

  private final List<@Nullable Object> values;

  Reply(List<@Nullable Object> values) {
    this.values = values;
  }

  int size() {
    return values.size();
  }

  boolean isNull(int i) {
    return values.get(i) == null;
  }

  /** The values from one to before another, as a reply of their own. */
  Reply part(int from, int to) {
    return new Reply(values.subList(from, to));
  }

  long number(int i) {
    Object value = values.get(i);
    return value instanceof Long number ? number : Long.parseLong(text(i));
  }

  double decimal(int i) {
    return Double.parseDouble(text(i));
  }

  byte[] bytes(int i) {
    Object value = values.get(i);
    return value == null ? NOTHING : (byte[]) value;
  }

  String text(int i) {
    return new String(bytes(i), UTF_8);
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static byte[] bytes(long number) {
    return bytes(Long.toString(number));
  }

  /** A list of arguments: of texts, numbers and bytes. */
  static List<byte[]> arguments(Object... values) {
    List<byte[]> arguments = new ArrayList<>(values.length);
    for (Object value : values) {
      arguments.add(value instanceof byte[] bytes ? bytes : bytes(value.toString()));
    }
    return arguments;
  }
}
