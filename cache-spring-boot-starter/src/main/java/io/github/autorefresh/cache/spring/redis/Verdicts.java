package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.Outcome;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;

/** Writes what syncs have found as {@code commit.lua} reads it: a head, and a body. Thread-safe. */
final class Verdicts<T extends CacheItem> {

  private static final int HEAD = 3 * Double.BYTES + 2 * Integer.BYTES + 2;
  private static final byte[] NOTHING = {};

  private final ItemCodec<T> codec;

  Verdicts(ItemCodec<T> codec) {
    this.codec = codec;
  }

  /** What is written of a verdict. A state that can't be written makes it a failure. */
  @SuppressWarnings("CatchThrowable") // whatever a codec throws, it is this sync's failure
  byte[] body(ClaimedItems<T> run, int i) {
    if (run.outcome(i) == Outcome.UPDATED) {
      try {
        return codec.encode(run.update(i));
      } catch (Throwable e) {
        run.unstorable(i, e);
      }
    }
    return run.outcome(i) == Outcome.FAILED ? run.error(i).toString().getBytes(UTF_8) : NOTHING;
  }

  static <T extends CacheItem> byte[] head(ClaimedItems<T> run, int i, Claim claim) {
    Outcome outcome = run.outcome(i);
    ByteBuffer head = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);
    head.putDouble((double) claim.generation);
    head.putDouble((double) Meta.micros(run.period(i)));
    head.putDouble((double) TimeUnit.NANOSECONDS.toMicros(run.delay(i)));
    head.putInt(claim.run);
    head.putInt(outcome == Outcome.FAILED ? run.failures(i) + 1 : 0);
    head.put(letter(outcome));
    head.put((byte) (run.isHeld(i) ? 1 : 0));
    return head.array();
  }

  private static byte letter(Outcome outcome) {
    return (byte)
        switch (outcome) {
          case UPDATED -> 'U';
          case UNCHANGED -> 'S';
          case DELETED -> 'D';
          case FAILED -> 'F';
          case DEFERRED -> throw new IllegalArgumentException("there is nothing to commit");
        };
  }
}
