package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spi.ItemPeriod;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * When an item is due again: arithmetic on its period, the jitter and the backoff. Thread-safe.
 *
 * <p>Items that are registered together are synced together at first. The interval after an item's
 * first sync is therefore cut to a part of itself, and the parts follow the sequence of {@link
 * Dice}, which spreads any number of items evenly; the jitter keeps them from gathering again.
 */
final class Intervals {

  /** Later than this is as good as never, and far from overflow when added to a time. */
  private static final double LONGEST = 1L << 60;

  private final RandomGenerator random;
  private final AtomicLong phase;
  private volatile Figures figures;

  /** The settings as numbers, so that a sync need not convert them. */
  private record Figures(double period, double jitter, double backoff, double maxBackoff) {}

  Intervals(CacheSettings settings, RandomGenerator random) {
    this.random = random;
    phase = new AtomicLong(random.nextLong());
    figures = figures(settings);
  }

  void retune(CacheSettings settings) {
    figures = figures(settings);
  }

  private static Figures figures(CacheSettings settings) {
    return new Figures(
        settings.resyncPeriod().toNanos(),
        settings.jitter(),
        settings.backoffInitial().toNanos(),
        settings.backoffMax().toNanos());
  }

  /** Random numbers for a new worker. The generator that was injected may not be thread-safe. */
  synchronized JitterSequence dice() {
    return new JitterSequence(random.nextLong());
  }

  /** Nanoseconds from the start of a sync that succeeded to the next due time. */
  long interval(long period, boolean firstSync, JitterSequence dice) {
    Figures now = figures;
    double base = period == ItemPeriod.OF_CACHE ? now.period : period;
    double part = firstSync ? nextPhase() : 1 + now.jitter * dice.nextSymmetric();
    return (long) Math.min(base * part, LONGEST);
  }

  /** Nanoseconds from a failed sync to the next due time. */
  long backoff(int failuresBefore, JitterSequence dice) {
    Figures now = figures;
    double doubled = Math.min(Math.scalb(now.backoff, failuresBefore), now.maxBackoff);
    double jittered = doubled * (1 + now.jitter * dice.nextSymmetric());
    return (long) Math.min(jittered, now.maxBackoff);
  }

  private double nextPhase() {
    return 1 - JitterSequence.fraction(phase.getAndAdd(JitterSequence.STEP));
  }
}
