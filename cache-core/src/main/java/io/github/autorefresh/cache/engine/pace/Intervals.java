package io.github.autorefresh.cache.engine.pace;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.FirstSync;
import io.github.autorefresh.cache.spi.ItemPeriod;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Computes when an item is due again, from its period, the jitter and the backoff.
 *
 * <p>Items that are created together are first synced together, and items that an outage has held
 * up are synced together when it is over. So the interval after an item's first sync, and after one
 * during such a recovery, is shortened to a fraction of its period, taken from the sequence of
 * {@link JitterSequence}, which spreads any number of items evenly. The jitter keeps them from
 * drifting together again. What has failed together does not stay together either: a backoff is
 * drawn from a range half as wide as itself.
 *
 * <p>Thread-safe.
 */
public final class Intervals {

  /** In nanoseconds: in effect never, and safe from overflow when added to a time. */
  private static final double LONGEST = 1L << 60;

  /** How much longer than its base a backoff may be. */
  private static final double BACKOFF_SPREAD = 0.5;

  private final RandomGenerator random;
  private final ExpectedRecovery recovery;
  private final AtomicLong phase;
  private volatile Figures figures;

  /** The settings as numbers, so that a sync need not convert them. */
  private record Figures(
      double period, double jitter, double backoff, double maxBackoff, boolean firstIsScheduled) {}

  /**
   * Intervals for these settings.
   *
   * @param random need not be thread-safe
   * @param recovery from the last outage
   */
  public Intervals(CacheSettings settings, RandomGenerator random, ExpectedRecovery recovery) {
    this.random = random;
    this.recovery = recovery;
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
    double recovering = recovery.interval(base, this::nextPhase);
    if (recovering > 0) {
      return (long) Math.min(recovering, LONGEST);
    }
    return firstSync ? (long) Math.min(base * nextPhase(), LONGEST) : jittered(base, now, jitter);
  }

  private static long jittered(double period, Figures now, JitterSequence jitter) {
    return (long) Math.min(period * (1 + now.jitter * jitter.nextSymmetric()), LONGEST);
  }

  /**
   * The time from a failed sync to the next due time, in nanoseconds: a backoff, which is doubled
   * with each failure, if that is the period or longer, or if the budget pays for it; else a
   * period.
   */
  public long retry(
      long period, int failuresBefore, RetryBudget retries, long now, JitterSequence jitter) {
    Figures figures = this.figures;
    long backoff = backoff(failuresBefore, jitter);
    double base = base(period, figures);
    boolean affordable = backoff >= base || retries.take(now);
    return affordable ? backoff : jittered(base, figures, jitter);
  }

  /**
   * A backoff in nanoseconds, doubled with each failure before: from once to one and a half times
   * that.
   */
  public long backoff(int failuresBefore, JitterSequence jitter) {
    Figures now = figures;
    double doubled = Math.min(Math.scalb(now.backoff, failuresBefore), now.maxBackoff);
    double spread = now.jitter == 0 ? 0 : BACKOFF_SPREAD * jitter.next();
    return (long) Math.min(doubled * (1 + spread), LONGEST);
  }

  private static double base(long period, Figures figures) {
    return period == ItemPeriod.OF_CACHE ? figures.period : period;
  }

  private double nextPhase() {
    return 1 - JitterSequence.fraction(phase.getAndAdd(JitterSequence.STEP));
  }
}
