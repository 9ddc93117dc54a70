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
 * together again. What has failed together does not stay together either: a backoff is drawn from a
 * range half as wide as itself.
 *
 * <p>Thread-safe.
 */
public final class Intervals {

  /** In nanoseconds: in effect never, and safe from overflow when added to a time. */
  private static final double LONGEST = 1L << 60;

  /** How much longer than its base a backoff may be. */
  private static final double BACKOFF_SPREAD = 0.5;

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
    double base = base(period, now);
    double factor = firstSync ? nextPhase() : 1 + now.jitter * jitter.nextSymmetric();
    return (long) Math.min(base * factor, LONGEST);
  }

  /**
   * The time from a failed sync to the next due time, in nanoseconds: a backoff, which is doubled
   * with each failure, if that is the period or longer, or if the budget pays for it; else a
   * period.
   */
  public long retry(
      long period, int failuresBefore, RetryBudget retries, long now, JitterSequence jitter) {
    Figures figures = this.figures;
    double doubled = Math.min(Math.scalb(figures.backoff, failuresBefore), figures.maxBackoff);
    double spread = figures.jitter == 0 ? 0 : BACKOFF_SPREAD * jitter.next();
    double backoff = doubled * (1 + spread);
    boolean affordable = backoff >= base(period, figures) || retries.take(now);
    return affordable ? (long) Math.min(backoff, LONGEST) : interval(period, false, jitter);
  }

  private static double base(long period, Figures figures) {
    return period == ItemPeriod.OF_CACHE ? figures.period : period;
  }

  private double nextPhase() {
    return 1 - JitterSequence.fraction(phase.getAndAdd(JitterSequence.STEP));
  }
}
