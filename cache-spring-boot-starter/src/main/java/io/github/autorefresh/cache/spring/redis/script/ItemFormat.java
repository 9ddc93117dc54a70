package io.github.autorefresh.cache.spring.redis.script;

import io.github.autorefresh.cache.CacheItem;
import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Writes and reads states by the application's codec. Thread-safe if that is.
 *
 * @param writer the bytes of an item
 * @param reader the item of an id and bytes
 */
public record ItemFormat<T extends CacheItem>(
    Function<T, byte[]> writer, BiFunction<String, byte[], T> reader) {

  /** False if Redis would take that id for another one: ids are stored as UTF-8. */
  public static boolean isStorable(String id) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(id);
  }

  /** Throws whatever the codec throws. */
  public EncodedItem encode(T item) {
    return new EncodedItem(writer.apply(item));
  }

  /**
   * Throws whatever the codec throws.
   *
   * @throws IllegalStateException if what is read is an item of another id
   */
  public T decode(String id, EncodedItem state) {
    T item = reader.apply(id, state.bytes());
    if (!id.equals(item.id())) {
      throw new IllegalStateException("it was read as item \"" + item.id() + "\"");
    }
    return item;
  }
}
