package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheItem;

/**
 * Turns items into bytes for the shared store, and back. A bean of this type, for the item type of
 * a cache, replaces the default, which writes JSON.
 *
 * <p>{@code decode(encode(x))} must equal {@code x}; the store checks it at the first creation. A
 * codec should read what older and newer versions of the application write: an item that it cannot
 * read (it throws) is left alone. Thread-safe.
 */
public interface ItemCodec<T extends CacheItem> {

  /** Returns the bytes of an item. They need not contain its id. */
  byte[] encode(T item);

  /** Returns the item with this id that was written as these bytes. */
  T decode(String id, byte[] bytes);

  /**
   * The default: JSON of the item's own properties, by a mapper of its own. It needs Jackson 3. It
   * writes no type names, and none of {@link CacheItem}'s methods unless the item's type declares
   * them as components or fields of its own. It can read what another release has written: unknown
   * properties are ignored, and missing ones are zero, false or null.
   */
  static <T extends CacheItem> ItemCodec<T> json(Class<T> type) {
    return new JacksonItemCodec<>(type);
  }
}
