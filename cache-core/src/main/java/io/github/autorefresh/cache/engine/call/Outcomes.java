package io.github.autorefresh.cache.engine.call;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.RetryAfterException;
import io.github.autorefresh.cache.engine.pace.Intervals;
import io.github.autorefresh.cache.engine.pace.JitterSequence;
import io.github.autorefresh.cache.engine.pace.Outage;
import io.github.autorefresh.cache.engine.pace.RetryBudget;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemPeriod;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a sync answered into an outcome. It asks the answer for its id, its period and its
 * equality, so it runs within the call, outside every lock; what these throw makes the sync a
 * failed one. Thread-safe.
 */
public final class Outcomes<T extends CacheItem> {

  private final Intervals intervals;
  private final RetryBudget retries;
  private final Outage outage;

  /**
   * Outcomes whose next due times are at these intervals; that budget pays for early retries, of
   * which there are none during an outage.
   */
  public Outcomes(Intervals intervals, RetryBudget retries, Outage outage) {
    this.intervals = intervals;
    this.retries = retries;
    this.outage = outage;
  }

  /**
   * The sync that began at {@code startedAt} has answered this.
   *
   * @throws IllegalStateException if it is the state of another item
   */
  void answered(
      ClaimedItems<T> items, int i, @Nullable T answer, long startedAt, JitterSequence jitter) {
    T item = items.item(i);
    if (answer == null) {
      items.deleted(i);
    } else if (answer == item || item.equals(answer)) {
      unchanged(items, i, startedAt, jitter);
    } else {
      requireSameId(items.id(i), answer.id());
      long period = ItemPeriod.of(answer);
      long interval = intervals.interval(period, items.isFirstSync(i), jitter);
      items.updated(i, answer, period, startedAt + interval);
    }
  }

  /** The sync that began at {@code startedAt} has found nothing new. */
  void unchanged(ClaimedItems<T> items, int i, long startedAt, JitterSequence jitter) {
    long interval = intervals.interval(items.period(i), items.isFirstSync(i), jitter);
    items.unchanged(i, startedAt + interval);
  }

  /** The sync has failed now, for this reason; or the external system wants to be left alone. */
  public void failed(
      ClaimedItems<T> items, int i, Throwable error, long now, JitterSequence jitter) {
    if (error instanceof RetryAfterException) {
      items.deferred(i, error);
      return;
    }
    long period = items.period(i);
    long wait =
        outage.isOn()
            ? intervals.interval(period, false, jitter)
            : intervals.retry(period, items.failures(i), retries, now, jitter);
    items.failed(i, error, now + wait);
  }

  private static void requireSameId(String id, @Nullable String answered) {
    if (!id.equals(answered)) {
      throw new IllegalStateException(
          "The sync of item \"" + id + "\" answered item \"" + answered + "\"");
    }
  }
}
