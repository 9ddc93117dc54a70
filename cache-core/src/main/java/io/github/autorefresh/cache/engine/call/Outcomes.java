package io.github.autorefresh.cache.engine.call;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.RetryAfterException;
import io.github.autorefresh.cache.engine.pace.Intervals;
import io.github.autorefresh.cache.engine.pace.JitterSequence;
import io.github.autorefresh.cache.engine.pace.Outage;
import io.github.autorefresh.cache.engine.pace.Planning;
import io.github.autorefresh.cache.engine.pace.RetryBudget;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemPeriod;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns the answer of a sync into an outcome. It calls {@code id}, {@code equals}, {@code
 * isTerminal}, {@code resyncPeriod} and {@code cadenceKind} of items, so it runs within the call,
 * outside all locks; if one of these throws, the sync has failed. Thread-safe.
 */
public final class Outcomes<T extends CacheItem> {

  private final Planning planning;
  private final Intervals intervals;
  private final RetryBudget retries;
  private final Outage outage;
  private final @Nullable Predicate<? super T> wanted;
  private final ItemEquality equality;

  /**
   * Outcomes of the syncs of one cache.
   *
   * @param planning plans when an item is due after a success
   * @param intervals says when an item is due after a failure
   * @param retries pays for retries that come sooner than the period
   * @param outage during which there are no such retries
   * @param wanted tells which new states the handler wants; null if there is none
   */
  public Outcomes(
      String cache,
      Planning planning,
      Intervals intervals,
      RetryBudget retries,
      Outage outage,
      @Nullable Predicate<? super T> wanted) {
    this.equality = new ItemEquality(cache);
    this.planning = planning;
    this.intervals = intervals;
    this.retries = retries;
    this.outage = outage;
    this.wanted = wanted;
  }

  /**
   * The sync that began at {@code startedAt} has returned {@code answer}.
   *
   * @throws IllegalStateException if the answer has another id
   */
  void answered(
      ClaimedItems<T> items, int i, @Nullable T answer, long startedAt, JitterSequence jitter) {
    T item = items.item(i);
    if (answer == null) {
      deleted(items, i);
    } else if (answer == item || item.equals(answer)) {
      unchanged(items, i, startedAt, jitter);
    } else {
      requireSameId(items.id(i), answer.id());
      long period = ItemPeriod.of(answer);
      long interval = planning.next(items, i, answer, period, true, jitter);
      items.updated(i, answer, period, startedAt + interval);
      equality.look(answer);
      if (wanted != null && wanted.test(answer)) {
        items.want(i);
      }
    }
  }

  /** The sync that began at {@code startedAt} has found the item unchanged. */
  void unchanged(ClaimedItems<T> items, int i, long startedAt, JitterSequence jitter) {
    long interval = planning.next(items, i, items.item(i), items.period(i), false, jitter);
    items.unchanged(i, startedAt + interval);
  }

  /** The sync has found that the item no longer exists. */
  void deleted(ClaimedItems<T> items, int i) {
    planning.gone(items, i);
    items.deleted(i);
  }

  /**
   * The sync has failed at {@code now}, with this error, or is deferred if that asks for a hold.
   */
  public void failed(
      ClaimedItems<T> items, int i, Throwable error, long now, JitterSequence jitter) {
    if (error instanceof RetryAfterException) {
      items.deferred(i, error);
      return;
    }
    long period = planning.period(items, i);
    long wait =
        outage.isOn()
            ? intervals.interval(period, false, jitter)
            : intervals.retry(period, items.failures(i), retries, now, jitter);
    items.failed(i, error, now + wait);
  }

  private static void requireSameId(String id, @Nullable String answered) {
    if (!id.equals(answered)) {
      throw new IllegalStateException(
          "The sync of item \"" + id + "\" returned item \"" + answered + "\"");
    }
  }
}
