package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a script has published: who ran it, the sequence number before and after, and then its
 * entries, one after the other. Not thread-safe.
 */
final class Message {

  private final byte[] body;
  private final ByteBuffer in;
  final String caller;
  final String epoch;
  final long before;
  final long after;

  // The present entry: its kind, and where its parts are. They are read only if somebody asks.
  char kind;
  private int id;
  private int meta;
  private int extra;

  Message(byte[] body) {
    this.body = body;
    in = ByteBuffer.wrap(body);
    caller = text(skip());
    epoch = text(skip());
    before = (long) in.getDouble();
    after = (long) in.getDouble();
  }

  /** Goes on to the next entry; false if there is none. */
  boolean next() {
    if (!in.hasRemaining()) {
      return false;
    }
    kind = (char) body[skip() + Integer.BYTES];
    id = skip();
    meta = skip();
    extra = skip();
    return true;
  }

  String id() {
    return text(id);
  }

  Meta meta() {
    return Meta.read(body, meta + Integer.BYTES);
  }

  byte[] extra() {
    int from = extra + Integer.BYTES;
    return Arrays.copyOfRange(body, from, from + in.getInt(extra));
  }

  /** Goes over a part, and returns where it is: its length, then its bytes. */
  private int skip() {
    int at = in.position();
    in.position(at + Integer.BYTES + in.getInt(at));
    return at;
  }

  private String text(int part) {
    return new String(body, part + Integer.BYTES, in.getInt(part), UTF_8);
  }
}
