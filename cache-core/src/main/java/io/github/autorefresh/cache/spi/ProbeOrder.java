package io.github.autorefresh.cache.spi;

import java.util.Comparator;

/**
 * Which items a probe of an outage goes to first: those that tell most. If an item whose last call
 * has succeeded fails now, the external system is down; if one fails that has never been called, or
 * has failed since, it may be the item. That matters where many items are broken for good and are
 * called one after the other, which looks like an outage. Then come the items that failed before.
 * Within each of these the most overdue one goes first.
 */
public final class ProbeOrder {

  /** What is created together may be broken together, so of that any may go first. */
  private static final long TOGETHER_NANOS = 1_000_000_000;

  /** The golden ratio, by which consecutive numbers become spread ones. */
  private static final int SPREAD = 0x9E3779B9;

  private static final int SUCCEEDED = 0;
  private static final int NEVER_CALLED = 1;
  private static final int FAILING = 2;
  private static final int BROKEN_BEFORE = 3;

  private ProbeOrder() {}

  /** The place of an item: the least goes first. */
  public record Key(int rank, long due, int spread) implements Comparable<Key> {

    private static final Comparator<Key> ORDER =
        Comparator.comparingInt(Key::rank)
            .thenComparingLong(Key::due)
            .thenComparingInt(Key::spread);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /** Of an item whose last call has succeeded. */
  public static Key succeeded(long due) {
    return new Key(SUCCEEDED, due, 0);
  }

  /**
   * Of an item that has not been called.
   *
   * @param due in nanoseconds
   * @param number any that other items do not have, as a rule
   */
  public static Key neverCalled(long due, int number) {
    return new Key(NEVER_CALLED, due / TOGETHER_NANOS, number * SPREAD);
  }

  /**
   * Of an item whose last call has failed.
   *
   * @param brokenBefore true if it failed already before the outage began
   */
  public static Key failing(long due, boolean brokenBefore) {
    return new Key(brokenBefore ? BROKEN_BEFORE : FAILING, due, 0);
  }
}
