package io.github.autorefresh.cache.spring.redis.script;

/**
 * An item's state as the application's codec has written it, to be read by {@link ItemFormat}.
 * Immutable.
 */
public final class EncodedItem {

  private final byte[] bytes;

  EncodedItem(byte[] bytes) {
    this.bytes = bytes;
  }

  byte[] bytes() {
    return bytes;
  }
}
