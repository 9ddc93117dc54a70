package io.github.autorefresh.cache.engine.pace;

import java.util.function.LongSupplier;

/**
 * How many items a worker claims at once: as many as it expects to start within {@link
 * #TARGET_NANOS}, since a claim costs more than a quick call; and, under a rate limit, before their
 * permits are too old. One, if calls are slow or their duration is not known yet; a full batch, if
 * syncs are batched. Thread-safe.
 */
public final class ClaimSize {

  private static final double TARGET_NANOS = 50_000;
  private static final int LARGEST = 64;

  private final int maxBatch;
  private final UsualDuration call;
  private final LongSupplier permitsLast;

  /**
   * Sizes of claims for calls that take as long as this.
   *
   * @param permitsLast in nanoseconds, as {@link
   *     io.github.autorefresh.cache.spi.ItemStore#permitsLast} tells
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

  /** True once the first call has returned. */
  boolean isKnown() {
    return !Double.isNaN(call.nanos());
  }

  /** True if several calls fit into one claim, were it not for permits. */
  public boolean isQuick() {
    return maxBatch == 1 && callsWithin(TARGET_NANOS) > 1;
  }

  private int callsWithin(double nanos) {
    double usual = call.nanos();
    return Double.isNaN(usual) ? 1 : (int) Math.max(1, Math.min(LARGEST, nanos / usual));
  }
}
