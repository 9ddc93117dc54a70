package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheItem;

/**
 * Turns items into bytes for the shared store and back. A bean of this type, for the item type of a
 * cache, takes the place of the default, which writes JSON.
 *
 * <p>{@code decode(encode(x))} must equal {@code x}; the store checks it at the first creation. A
 * codec should read what older and newer versions of the application write: an item that it cannot
 * read (it throws) is left alone. Thread-safe.
 */
public interface ItemCodec<T extends CacheItem> {

  /** The bytes of an item; its id need not be in them. */
  byte[] encode(T item);

  /** The item of that id that these bytes are of. */
  T decode(String id, byte[] bytes);

  /**
   * The default: JSON of the item's own properties, by a mapper of its own. It needs Jackson 3. No
   * type names are written, nor what {@link CacheItem} asks for, unless the item's type declares it
   * as a component or field of its own; properties that are not known are ignored.
   */
  static <T extends CacheItem> ItemCodec<T> json(Class<T> type) {
    return new JacksonItemCodec<>(type);
  }
}
