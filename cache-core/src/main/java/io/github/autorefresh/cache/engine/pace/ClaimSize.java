package io.github.autorefresh.cache.engine.pace;

import java.util.function.LongSupplier;

/**
 * How many items a worker claims at once: as many as it expects to call for within {@link
 * #TARGET_NANOS}, since a claim costs more than a quick call, and, under a rate limit, before their
 * permits are too old. One item if calls are slow or their duration is not known yet; a full batch
 * if syncs are batched. Thread-safe.
 */
public final class ClaimSize {

  private static final double TARGET_NANOS = 50_000;
  private static final int LARGEST = 64;

  private final int maxBatch;
  private final UsualDuration call;
  private final LongSupplier permitsLast;

  /**
   * The claim size for calls of this duration.
   *
   * @param permitsLast returns nanoseconds, as {@link
   *     io.github.autorefresh.cache.spi.ItemStore#permitsLast}
   */
  public ClaimSize(int maxBatch, UsualDuration call, LongSupplier permitsLast) {
    this.maxBatch = maxBatch;
    this.call = call;
    this.permitsLast = permitsLast;
  }

  /** The number of items to claim; at least 1. */
  public int items() {
    return maxBatch > 1
        ? maxBatch
        : callsWithin(Math.min(TARGET_NANOS, (double) permitsLast.getAsLong()));
  }

  /** True once the duration of a call is known. */
  boolean isKnown() {
    return !Double.isNaN(call.nanos());
  }

  /** True if calls are quick: several fit into one claim, leaving permits aside. */
  public boolean isQuick() {
    return maxBatch == 1 && callsWithin(TARGET_NANOS) > 1;
  }

  private int callsWithin(double nanos) {
    double usual = call.nanos();
    return Double.isNaN(usual) ? 1 : (int) Math.max(1, Math.min(LARGEST, nanos / usual));
  }
}
