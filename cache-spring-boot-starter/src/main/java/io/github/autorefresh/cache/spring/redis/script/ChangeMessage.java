package io.github.autorefresh.cache.spring.redis.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/**
 * What a script has published: who ran it and in which epoch, the sequence number before and after,
 * and then its changes, one after the other; of each is read only what is asked for. Not
 * thread-safe.
 */
public final class ChangeMessage {

  /** What has changed. */
  public enum Kind {
    /** An item was created. */
    CREATED,
    /** A sync has found a new state. */
    UPDATED,
    /** A sync has found the state that was known. */
    UNCHANGED,
    /** A sync has failed. */
    FAILED,
    /** An item was removed. */
    REMOVED,
    /** An item is due sooner than it was. */
    DUE,
    /** A reservation was given back. */
    CREATION_ENDED,
    /** Other settings hold. */
    RETUNED,
    /** The external system wants to be left alone. */
    HELD,
    /** An item is no longer unhandled, or its handler no longer fails. */
    HANDLED,
    /** A call of the handler has failed. */
    HANDLER_FAILED,
    /** An outage has begun, is being probed or has ended. */
    OUTAGE,
    /** Nothing: somebody wanted to hear something. */
    SIGN
  }

  private final byte[] body;
  private final ByteBuffer in;
  private final String caller;
  private final String epoch;
  private final long before;
  private final long after;

  // Where the parts of the present change are.
  private char kind;
  private int id;
  private int fields;
  private int extra;

  ChangeMessage(byte[] body) {
    this.body = body;
    in = ByteBuffer.wrap(body);
    in.get(); // the layout, which the channel's name has as well
    caller = text(skip());
    epoch = text(skip());
    before = (long) in.getDouble();
    after = (long) in.getDouble();
  }

  /** The name of the replica that has changed something. */
  public String caller() {
    return caller;
  }

  /** True if it was published in that epoch: anything else concerns other items. */
  public boolean isOf(Epoch own) {
    return epoch.equals(own.id());
  }

  /** The number of the last change before these. */
  public long before() {
    return before;
  }

  /** The number of the last of these. */
  public long after() {
    return after;
  }

  /** Goes on to the next change; false if there is none. */
  public boolean next() {
    if (!in.hasRemaining()) {
      return false;
    }
    kind = (char) body[skip() + Integer.BYTES];
    id = skip();
    fields = skip();
    extra = skip();
    return true;
  }

  /** What the present change is. */
  public Kind kind() {
    return switch (kind) {
      case 'C' -> Kind.CREATED;
      case 'U' -> Kind.UPDATED;
      case 'S' -> Kind.UNCHANGED;
      case 'F' -> Kind.FAILED;
      case 'D' -> Kind.REMOVED;
      case 'W' -> Kind.DUE;
      case 'M' -> Kind.CREATION_ENDED;
      case 'T' -> Kind.RETUNED;
      case 'H' -> Kind.HELD;
      case 'N' -> Kind.HANDLED;
      case 'E' -> Kind.HANDLER_FAILED;
      case 'O' -> Kind.OUTAGE;
      default -> Kind.SIGN;
    };
  }

  /** The item, after {@link Kind#CREATED} and {@link Kind#UPDATED}. */
  public StoredItem stored() {
    return new StoredItem(text(id), fields(), new EncodedItem(extra()), "");
  }

  /** The id that the present change is about. */
  public String id() {
    return text(id);
  }

  /** What is known of the item beside its state. */
  public ItemFields fields() {
    return ItemFields.read(body, fields + Integer.BYTES, in.getInt(fields));
  }

  /** The failure, after {@link Kind#FAILED}; else empty. */
  public String error() {
    return text(extra);
  }

  /** The removal, after {@link Kind#REMOVED}. */
  public RemovedItem removed() {
    return new RemovedItem(text(id), fields(), RemovedItem.cause(body[extra + Integer.BYTES]));
  }

  /** The version that the item had before, after {@link Kind#HANDLED}. */
  public long versionBefore() {
    return Long.parseLong(text(extra));
  }

  /** Since when calls have failed in a row, after {@link Kind#HANDLER_FAILED}. */
  public Duration handlerFailing() {
    return micros(0);
  }

  /** Why the last one did, after {@link Kind#HANDLER_FAILED}. */
  public String handlerError() {
    String told = text(extra);
    return told.substring(told.indexOf(',') + 1);
  }

  /** For how long, after {@link Kind#HELD}. */
  public Duration held() {
    return micros(0);
  }

  /** How long ago the call began that was told so, after {@link Kind#HELD}. */
  public Duration callAge() {
    return micros(1);
  }

  private Duration micros(int part) {
    String told = text(extra).split(",", -1)[part];
    return Duration.of(Long.parseLong(told), ChronoUnit.MICROS);
  }

  private byte[] extra() {
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
