package io.github.autorefresh.cache.engine.pace;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.FirstSync;
import io.github.autorefresh.cache.spi.ItemPeriod;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Computes when an item is due again, from its period, the jitter and the backoff.
 *
 * <p>Items that are created together are first synced together. So the interval after an item's
 * first sync is shortened to a fraction of its period, taken from the sequence of {@link
 * JitterSequence}, which spreads any number of items evenly. The jitter keeps them from drifting
 * together again.
 *
 * <p>Thread-safe.
 */
public final class Intervals {

  /** In nanoseconds: in effect never, and safe from overflow when added to a time. */
  private static final double LONGEST = 1L << 60;

  private final RandomGenerator random;
  private final AtomicLong phase;
  private volatile Figures figures;

  /** The settings as numbers, so that a sync need not convert them. */
  private record Figures(
      double period, double jitter, double backoff, double maxBackoff, boolean firstIsScheduled) {}

  /**
   * Intervals for these settings.
   *
   * @param random need not be thread-safe
   */
  public Intervals(CacheSettings settings, RandomGenerator random) {
    this.random = random;
    phase = new AtomicLong(random.nextLong());
    figures = figures(settings);
  }

  /** Uses these settings from now on. */
  public void retune(CacheSettings settings) {
    figures = figures(settings);
  }

  private static Figures figures(CacheSettings settings) {
    return new Figures(
        settings.resyncPeriod().toNanos(),
        settings.jitter(),
        settings.backoffInitial().toNanos(),
        settings.backoffMax().toNanos(),
        settings.firstSync() == FirstSync.SCHEDULED);
  }

  /** A jitter sequence for one worker. */
  public synchronized JitterSequence newJitter() {
    return new JitterSequence(random.nextLong());
  }

  /**
   * The time from an item's creation to its first sync, in nanoseconds: zero if that is due at
   * once, else a phase of its period.
   *
   * @param period the item's, as {@link ItemPeriod} encodes it
   */
  public long untilFirstSync(long period) {
    Figures now = figures;
    if (!now.firstIsScheduled || period == ItemPeriod.TERMINAL) {
      return 0;
    }
    double base = period == ItemPeriod.OF_CACHE ? now.period : period;
    return (long) Math.max(1, Math.min(base * nextPhase(), LONGEST));
  }

  /**
   * The time from the start of a successful sync to the next due time, in nanoseconds.
   *
   * @param period the item's, as {@link ItemPeriod} encodes it
   */
  public long interval(long period, boolean firstSync, JitterSequence jitter) {
    Figures now = figures;
    double base = period == ItemPeriod.OF_CACHE ? now.period : period;
    double factor = firstSync ? nextPhase() : 1 + now.jitter * jitter.nextSymmetric();
    return (long) Math.min(base * factor, LONGEST);
  }

  /** The time from a failed sync to the next due time, in nanoseconds. */
  public long backoff(int failuresBefore, JitterSequence jitter) {
    Figures now = figures;
    double doubled = Math.min(Math.scalb(now.backoff, failuresBefore), now.maxBackoff);
    double jittered = doubled * (1 + now.jitter * jitter.nextSymmetric());
    return (long) Math.min(jittered, now.maxBackoff);
  }

  private double nextPhase() {
    return 1 - JitterSequence.fraction(phase.getAndAdd(JitterSequence.STEP));
  }
}
