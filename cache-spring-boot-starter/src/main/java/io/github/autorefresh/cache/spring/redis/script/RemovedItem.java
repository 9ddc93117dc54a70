package io.github.autorefresh.cache.spring.redis.script;

import io.github.autorefresh.cache.RemovalCause;

/**
 * An item that was removed.
 *
 * @param fields with the version of the removal
 */
public record RemovedItem(String id, ItemFields fields, RemovalCause cause) {

  static RemovedItem read(String id, byte[] tombstone) {
    return new RemovedItem(
        id, ItemFields.read(tombstone, 1, tombstone.length - 1), cause(tombstone[0]));
  }

  byte[] packed() {
    byte[] fields = this.fields.packed();
    byte[] tombstone = new byte[fields.length + 1];
    tombstone[0] = letter(cause);
    System.arraycopy(fields, 0, tombstone, 1, fields.length);
    return tombstone;
  }

  static RemovalCause cause(byte letter) {
    return switch (letter) {
      case 'G' -> RemovalCause.GONE;
      case 'E' -> RemovalCause.EVICTED;
      case 'X' -> RemovalCause.EXPIRED;
      default -> RemovalCause.DELETED;
    };
  }

  private static byte letter(RemovalCause cause) {
    return (byte)
        switch (cause) {
          case GONE -> 'G';
          case EVICTED -> 'E';
          case EXPIRED -> 'X';
          case DELETED -> 'D';
        };
  }
}
