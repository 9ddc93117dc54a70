package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheSettings;

/**
 * How many items a worker takes at once, and how many workers are worth having.
 *
 * <p>Handing over one item at a time costs more than a quick sync itself, so where calls prove
 * quick a worker takes as many as it can sync in {@link #TARGET_NANOS}, and no more workers run
 * than there are processors, nor many more than the permitted rate keeps busy: to wake one up costs
 * more than what it would do. Where calls block, or nothing is known yet, it is one item each and
 * as many workers as allowed.
 *
 * <p>Under a rate limit that is kept at the calls, permits must not be used much later than they
 * were granted, or a window would see more of them than it may: no later than the store says that
 * they last. How long a handed-over run waits for its thread nobody knows, so it has no more items
 * than are permitted in that time. What a worker claims for itself it begins at once: that is as
 * many as can be made in a tenth of that time, and if it takes longer than all of it, those that
 * remain are given back, unless what has been permitted meanwhile is no more than is tolerated.
 */
final class RunLength {

  private static final double TARGET_NANOS = 50_000;
  private static final int LONGEST = 64;

  /** As many calls more than permitted come together anyway, when a thread wakes up late. */
  private static final double TOLERATED = 2;

  private final int batch;
  private final int processors;
  private final long permitsLast;
  private final Usual call = new Usual();
  private final Usual work = new Usual();
  private volatile double permittedPerNano;
  private volatile int blocked;

  /** What something takes, as a moving average. Races lose an observation and no more. */
  private static final class Usual {

    /** One run among quick ones says this little, and at most so many times what was thought. */
    private static final double WEIGHT = 1.0 / 8;

    private static final double MOST_TIMES = 4;

    /** Nanoseconds, NaN before the first. */
    private volatile double nanos = Double.NaN;

    /**
     * That a thread was preempted, or one call of many hung, is not taken for a change of nature.
     */
    void saw(int times, long took) {
      double mean = Math.max(1, (double) took / times);
      double usual = nanos;
      nanos =
          Double.isNaN(usual)
              ? mean
              : usual + WEIGHT * (Math.min(mean, MOST_TIMES * usual) - usual);
    }
  }

  /**
   * @param permitsLast nanoseconds, as {@link
   *     io.github.autorefresh.cache.spi.ItemStore#permitsLast} tells
   */
  RunLength(int batch, CacheSettings settings, int processors, long permitsLast) {
    this.batch = batch;
    this.processors = processors;
    this.permitsLast = permitsLast;
    retune(settings);
  }

  final void retune(CacheSettings settings) {
    permittedPerNano = settings.tps() / 1e9;
  }

  /** As many items as are permitted in the time for which their permits last. */
  private double longestPermitted() {
    return Math.max(1, permittedPerNano * permitsLast);
  }

  /** Items per run that is handed over to a worker. */
  int handedOver() {
    return batch > 1 ? batch : (int) Math.max(1, Math.min(quickCalls(), longestPermitted()));
  }

  /** Items per run that a worker claims for itself. */
  int claimed() {
    double inTime = Math.max(longestPermitted(), permitsLast / 10.0 / call.nanos);
    return batch > 1 ? batch : (int) Math.max(1, Math.min(quickCalls(), inTime));
  }

  /**
   * True if so many items that were claimed so long ago must not use their permits any more. Used
   * late, they add to a window what has been permitted meanwhile, though no more than they are: a
   * few of them are tolerated.
   */
  boolean isStale(int items, long nanos) {
    double late = Math.min(items, permittedPerNano * nanos);
    return batch == 1 && late > Math.max(TOLERATED, permittedPerNano * permitsLast);
  }

  /** True if items may wait behind another in a run. */
  boolean isLong() {
    return batch == 1 && claimed() > 1;
  }

  /** How many workers there should be, of at most {@code parallelism}. */
  int crewSize(int parallelism) {
    if (!isQuick()) {
      return parallelism;
    }
    double busy = permittedPerNano * work.nanos;
    double crew = Double.isNaN(busy) ? processors : Math.min(processors, 1 + 2 * busy);
    return Math.min(parallelism, (int) crew + blocked);
  }

  /** True if several calls are worth one hand-over. */
  boolean isQuick() {
    return batch == 1 && quickCalls() >= 2;
  }

  /** How many workers were seen in a call that is not quick. Returns true if that is a change. */
  boolean blocked(int workers) {
    boolean changed = workers != blocked;
    blocked = workers;
    return changed;
  }

  /** A worker has made some calls that took this long together. */
  void ran(int calls, long nanos) {
    call.saw(calls, nanos);
  }

  /** A worker has had some items in hand for this long, from their claim to their release. */
  void worked(int items, long nanos) {
    work.saw(items, nanos);
  }

  /** How many calls fit the target; 1 before the first call. */
  private double quickCalls() {
    double usual = call.nanos;
    return Double.isNaN(usual) ? 1 : Math.min(LONGEST, TARGET_NANOS / usual);
  }
}
