package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spring.redis.script.EncodedItem;
import io.github.autorefresh.cache.spring.redis.script.ItemFormat;

/** Writes states, of which the first must equal itself when it is read again. Thread-safe. */
final class CheckedFormat<T extends CacheItem> {

  private final ItemFormat<T> format;
  private volatile boolean formatChecked;

  CheckedFormat(ItemFormat<T> format) {
    this.format = format;
  }

  /**
   * Throws whatever the codec throws.
   *
   * @throws IllegalArgumentException if what is read again does not equal the item
   */
  EncodedItem encode(T item) {
    EncodedItem state = format.encode(item);
    if (!formatChecked) {
      check(item, format.decode(item.id(), state));
      formatChecked = true;
    }
    return state;
  }

  private void check(T item, T decoded) {
    if (!item.equals(decoded)) {
      throw new IllegalArgumentException(
          "An item must equal its copy after it was written and read again, but "
              + item
              + " became "
              + decoded
              + ": give "
              + item.getClass().getName()
              + " an equals method, write all of its state, or declare an ItemCodec for it");
    }
  }
}
