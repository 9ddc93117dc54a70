package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.spi.ItemPeriod;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * What is known of an item beside its state, as the scripts pack it ({@code prelude.lua}). Times
 * are microseconds of Redis' clock.
 *
 * @param generation the version at which the item was created
 * @param version the number, in the sequence of all changes, of its last one
 * @param period as {@link ItemPeriod} tells it
 * @param synced zero if never
 * @param run how often it has been claimed
 */
record Meta(
    long generation,
    long version,
    long period,
    long created,
    long synced,
    long due,
    int run,
    int failures) {

  /** In bytes, as packed. */
  static final int LENGTH = 6 * Double.BYTES + 3 * Integer.BYTES + 2;

  static Meta read(byte[] packed) {
    return read(packed, 0);
  }

  static Meta read(byte[] packed, int from) {
    ByteBuffer in = ByteBuffer.wrap(packed, from, LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    return new Meta(
        (long) in.getDouble(),
        (long) in.getDouble(),
        nanos((long) in.getDouble()),
        (long) in.getDouble(),
        (long) in.getDouble(),
        (long) in.getDouble(),
        in.getInt(),
        in.getInt());
  }

  byte[] packed() {
    ByteBuffer out = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    out.putDouble((double) generation);
    out.putDouble((double) version);
    out.putDouble((double) micros(period));
    out.putDouble((double) created);
    out.putDouble((double) synced);
    out.putDouble((double) due);
    out.putInt(run).putInt(failures).putInt(0);
    return out.array();
  }

  /** True if what this tells is not older than what the other does, of one generation. */
  boolean isNotBefore(Meta other) {
    return version > other.version || (version == other.version && run >= other.run);
  }

  boolean isTerminal() {
    return period == ItemPeriod.TERMINAL;
  }

  static Instant instant(long micros) {
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
