package io.github.autorefresh.cache.spring.redis.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a script has answered, read from front to back. The first value, the caller's counter, has
 * been read already. Not thread-safe.
 */
final class ScriptResult {

  private static final byte[] NOTHING = {};

  private final List<@Nullable Object> values;
  private int next;

  ScriptResult(List<@Nullable Object> values) {
    this.values = values;
  }

  boolean hasMore() {
    return next < values.size();
  }

  long number() {
    Object value = values.get(next);
    if (value instanceof Long number) {
      next++;
      return number;
    }
    return Long.parseLong(text());
  }

  boolean flag() {
    return number() == 1;
  }

  double decimal() {
    return Double.parseDouble(text());
  }

  byte[] bytes() {
    Object value = values.get(next++);
    return value == null ? NOTHING : (byte[]) value;
  }

  String text() {
    return new String(bytes(), UTF_8);
  }

  ItemFields fields() {
    return ItemFields.read(bytes());
  }

  /** An item of that id: its fields, state and error. */
  StoredItem stored(String id) {
    return new StoredItem(id, fields(), new EncodedItem(bytes()), text());
  }

  /** All items that are left. */
  List<Grant.Item> granted() {
    List<Grant.Item> items = new ArrayList<>();
    while (hasMore()) {
      items.add(Grant.Item.read(text(), bytes()));
    }
    return items;
  }

  /** The stretch at that time. */
  StretchedTime stretch(long now) {
    return new StretchedTime(now, number(), decimal());
  }

  ClusterSettings settings() {
    return new ClusterSettings(decimal(), (int) decimal(), number(), number(), text().equals("1"));
  }
}
