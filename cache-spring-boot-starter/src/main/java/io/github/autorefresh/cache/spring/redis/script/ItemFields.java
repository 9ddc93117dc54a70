package io.github.autorefresh.cache.spring.redis.script;

import io.github.autorefresh.cache.spi.ItemPeriod;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an item beside its state, as {@code prelude.lua} packs it. Times are
 * microseconds of the logical clock of the cluster.
 *
 * @param generation the version at which the item was created
 * @param version the number, in the sequence of all changes, of its last one
 * @param period as {@link ItemPeriod} tells it
 * @param synced zero if never
 * @param failing when the first of its failures in a row was; zero if it is not failing
 * @param run how often it has been claimed
 * @param failures in a row
 * @param marked when the latest state was committed that is to be handled; zero if none is
 * @param history only if the cadence is learned
 */
public record ItemFields(
    long generation,
    long version,
    long period,
    long created,
    long synced,
    long due,
    long failing,
    int run,
    int failures,
    long marked,
    @Nullable ItemHistory history) {

  private static final int LENGTH = 1 + 7 * Double.BYTES + 3 * Integer.BYTES + 2;
  private static final int HASTENED = LENGTH - 1;
  private static final int WITH_MARK = LENGTH + Double.BYTES;

  /** Those of an item that is not to be handled, and has no history. */
  public ItemFields(
      long generation,
      long version,
      long period,
      long created,
      long synced,
      long due,
      long failing,
      int run,
      int failures) {
    this(generation, version, period, created, synced, due, failing, run, failures, 0, null);
  }

  /** True if a sync of this state has ended since these fields were read. */
  public boolean isSyncedAfter(ItemFields before) {
    return synced != before.synced || failures != before.failures;
  }

  static ItemFields read(byte[] packed) {
    return read(packed, 0, packed.length);
  }

  static ItemFields read(byte[] packed, int from, int length) {
    ByteBuffer in = ByteBuffer.wrap(packed, from, length).order(ByteOrder.LITTLE_ENDIAN);
    in.get(); // the layout: there is one so far
    long marked = length > LENGTH ? (long) in.getDouble(from + LENGTH) : 0;
    ItemHistory history = length > WITH_MARK ? ItemHistory.read(in, from + WITH_MARK) : null;
    return new ItemFields(
        (long) in.getDouble(),
        (long) in.getDouble(),
        nanos((long) in.getDouble()),
        (long) in.getDouble(),
        (long) in.getDouble(),
        (long) in.getDouble(),
        (long) in.getDouble(),
        in.getInt(),
        in.getInt(),
        marked,
        history);
  }

  /** True if somebody had asked for the item when it was claimed. */
  static boolean wasHastened(byte[] packed) {
    return packed[HASTENED] != 0;
  }

  private int length() {
    if (history != null) {
      return WITH_MARK + ItemHistory.LENGTH;
    }
    return isMarked() ? WITH_MARK : LENGTH;
  }

  byte[] packed() {
    int length = length();
    ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) Layout.VERSION);
    out.putDouble((double) generation);
    out.putDouble((double) version);
    out.putDouble((double) micros(period));
    out.putDouble((double) created);
    out.putDouble((double) synced);
    out.putDouble((double) due);
    out.putDouble((double) failing);
    out.putInt(run).putInt(failures).putInt(0);
    out.putShort((short) 0);
    if (length > LENGTH) {
      out.putDouble((double) marked);
    }
    if (history != null) {
      history.write(out);
    }
    return out.array();
  }

  /** True if what this tells is not older than what the other does, of one generation. */
  public boolean isNotBefore(ItemFields other) {
    return version > other.version || (version == other.version && run >= other.run);
  }

  /** The same at another version. */
  public ItemFields at(long otherVersion) {
    return new ItemFields(
        generation,
        otherVersion,
        period,
        created,
        synced,
        due,
        failing,
        run,
        failures,
        marked,
        history);
  }

  /**
   * The interval that is planned, in multiples of the cache's period; zero if the item is on a
   * period of its own.
   */
  public float planned() {
    if (period != ItemPeriod.OF_CACHE) {
      return 0;
    }
    return history == null ? 1 : history.interval();
  }

  /** True if a state of the item is to be handled. */
  public boolean isMarked() {
    return marked != 0;
  }

  /** True if the item is in its final state. */
  public boolean isTerminal() {
    return period == ItemPeriod.TERMINAL;
  }

  /** A time of the logical clock. */
  public static Instant instant(long micros) {
    return Instant.ofEpochMilli(TimeUnit.MICROSECONDS.toMillis(micros));
  }

  /** A period in the scripts' unit; the two constants are themselves. */
  static long micros(long period) {
    return period <= 0 ? period : Math.max(1, TimeUnit.NANOSECONDS.toMicros(period));
  }

  private static long nanos(long micros) {
    return micros <= 0 ? micros : TimeUnit.MICROSECONDS.toNanos(micros);
  }
}
