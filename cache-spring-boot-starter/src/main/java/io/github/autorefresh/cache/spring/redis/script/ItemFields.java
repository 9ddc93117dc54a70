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
 * @param behind by how much the stretched time was behind the real one when the interval began
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
    @Nullable ItemHistory history,
    long behind) {

  private static final int LENGTH = 1 + 7 * Double.BYTES + 3 * Integer.BYTES + 2;
  private static final int HASTENED = LENGTH - 1;

  // The layout of fields that have no "behind", and of those that have.
  private static final byte PLAIN = 1;
  private static final byte STRETCHED = 2;

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
    this(generation, version, period, created, synced, due, failing, run, failures, 0, null, 0);
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
    boolean stretched = in.get() == STRETCHED;
    int end = from + length;
    int mark = from + LENGTH + (stretched ? Double.BYTES : 0);
    int past = mark + Double.BYTES;
    long behind = stretched ? (long) in.getDouble(from + LENGTH) : 0;
    long marked = end > mark ? (long) in.getDouble(mark) : 0;
    ItemHistory history = end > past ? ItemHistory.read(in, past) : null;
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
        history,
        behind);
  }

  /** True if somebody had asked for the item when it was claimed. */
  static boolean wasHastened(byte[] packed) {
    return packed[HASTENED] != 0;
  }

  private int length() {
    int length = behind == 0 ? LENGTH : LENGTH + Double.BYTES;
    if (history != null) {
      return length + Double.BYTES + ItemHistory.LENGTH;
    }
    return isMarked() ? length + Double.BYTES : length;
  }

  byte[] packed() {
    int length = length();
    ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    out.put(behind == 0 ? PLAIN : STRETCHED);
    out.putDouble((double) generation);
    out.putDouble((double) version);
    out.putDouble((double) micros(period));
    out.putDouble((double) created);
    out.putDouble((double) synced);
    out.putDouble((double) due);
    out.putDouble((double) failing);
    out.putInt(run).putInt(failures).putInt(0);
    out.putShort((short) 0);
    if (behind != 0) {
      out.putDouble((double) behind);
    }
    if (isMarked() || history != null) {
      out.putDouble((double) marked);
    }
    if (history != null) {
      history.write(out);
    }
    return out.array();
  }

  /**
   * True if this is of the same version, and of no earlier sync: all that it tells besides is what
   * a sync has changed that brought nothing new.
   */
  public boolean isLaterOfSameVersion(ItemFields other) {
    return generation == other.generation && version == other.version && run >= other.run;
  }

  /**
   * True if this wins over the other, by the rule of {@code restore.lua}: the later generation;
   * then what is terminal; then what was synced later; then the higher version.
   *
   * <p>In an epoch, versions alone say the same. While replicas put back what they know, a state
   * may get a higher version than a newer one that is yet to be put back.
   */
  public boolean isNewerThan(ItemFields other) {
    if (generation != other.generation) {
      return generation > other.generation;
    }
    if (isTerminal() != other.isTerminal()) {
      return isTerminal();
    }
    return synced == other.synced ? version > other.version : synced > other.synced;
  }

  /**
   * True if both are of the same sync that succeeded, whatever their versions: what is put back
   * after a loss is numbered anew.
   */
  public boolean isSameStateAs(ItemFields other) {
    return generation == other.generation
        && synced == other.synced
        && isTerminal() == other.isTerminal();
  }

  /** The last claim that they tell of. */
  public LastClaim lastClaim() {
    return new LastClaim(generation, run);
  }

  /** The same at another version. */
  public ItemFields at(long otherVersion) {
    return with(otherVersion, due);
  }

  /** The same, due at another time. */
  public ItemFields dueAt(long otherTime) {
    return with(version, otherTime);
  }

  private ItemFields with(long version, long due) {
    return new ItemFields(
        generation,
        version,
        period,
        created,
        synced,
        due,
        failing,
        run,
        failures,
        marked,
        history,
        behind);
  }

  /** True if no sync of the item has ended yet. */
  boolean isNew() {
    return synced == 0 && failures == 0;
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
