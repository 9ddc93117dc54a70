package io.github.autorefresh.cache.spring.redis.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.autorefresh.cache.spi.Outcome;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one claimed item, to be committed.
 *
 * @param period as {@link io.github.autorefresh.cache.spi.ItemPeriod} tells it
 * @param delayNanos until it is due again
 * @param failures in a row, this one included
 * @param held the claim goes on
 * @param mark whether the new state is to be handled
 * @param state the new one, if it was updated
 * @param error why it failed, if it did; kept to 2 KiB
 * @param planned of a success, if the cadence is learned
 */
public record CommittedOutcome(
    Fence claim,
    Outcome outcome,
    long period,
    long delayNanos,
    int failures,
    boolean held,
    Mark mark,
    @Nullable EncodedItem state,
    @Nullable String error,
    ItemHistory.@Nullable Planned planned) {

  /** Whether a state is to be handled. */
  public enum Mark {
    /** It is not. */
    NONE,
    /** The handler wants it. */
    WANTED,
    /** This replica has no handler to ask: it is if it is terminal and another replica has one. */
    UNKNOWN
  }

  private static final int HEAD = 3 * Double.BYTES + 2 * Integer.BYTES + 3;
  private static final int LONGEST_ERROR = 2048;
  private static final byte[] NOTHING = {};

  /** How much of a script's arguments it takes, in shares of which a script has 256. */
  public int weight() {
    return Pages.weight(state == null ? 0 : state.bytes().length);
  }

  byte[] body() {
    if (state != null) {
      return state.bytes();
    }
    return error == null ? NOTHING : shortened(error);
  }

  /** Whole characters, of no more than so many bytes. */
  static byte[] shortened(String text) {
    byte[] bytes = text.substring(0, Math.min(text.length(), LONGEST_ERROR)).getBytes(UTF_8);
    int length = Math.min(bytes.length, LONGEST_ERROR);
    while (length < bytes.length && (bytes[length] & 0xC0) == 0x80) {
      length--;
    }
    return Arrays.copyOf(bytes, length);
  }

  byte[] head() {
    int length = planned == null ? HEAD : HEAD + ItemHistory.Planned.LENGTH;
    ByteBuffer head = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    head.putDouble((double) claim.generation());
    head.putDouble((double) ItemFields.micros(period));
    head.putDouble((double) TimeUnit.NANOSECONDS.toMicros(delayNanos));
    head.putInt(claim.run());
    head.putInt(failures);
    head.put(letter());
    head.put((byte) (held ? 1 : 0));
    head.put(flag(mark));
    if (planned != null) {
      planned.write(head);
    }
    return head.array();
  }

  private static byte flag(Mark mark) {
    return (byte)
        switch (mark) {
          case NONE -> 0;
          case WANTED -> 1;
          case UNKNOWN -> 2;
        };
  }

  private byte letter() {
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
