package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * What a script has published: who ran it, the sequence number before and after, and then its
 * entries, one after the other. Not thread-safe.
 */
final class Message {

  private final ByteBuffer in;
  final String caller;
  final String epoch;
  final long before;
  final long after;

  // The present entry.
  char kind;
  String id = "";
  byte[] meta = {};
  byte[] extra = {};

  Message(byte[] body) {
    in = ByteBuffer.wrap(body);
    caller = new String(part(), UTF_8);
    epoch = new String(part(), UTF_8);
    before = (long) in.getDouble();
    after = (long) in.getDouble();
  }

  /** Goes on to the next entry; false if there is none. */
  boolean next() {
    if (!in.hasRemaining()) {
      return false;
    }
    kind = (char) part()[0];
    id = new String(part(), UTF_8);
    meta = part();
    extra = part();
    return true;
  }

  private byte[] part() {
    byte[] part = new byte[in.getInt()];
    in.get(part);
    return part;
  }
}
