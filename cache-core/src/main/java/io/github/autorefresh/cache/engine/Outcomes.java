package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemPeriod;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a sync answered into a verdict. It asks the answer for its id, period and equality, so
 * it runs where the sync ran, outside every lock; what these throw makes the sync a failed one.
 */
final class Outcomes<T extends CacheItem> {

  private final Intervals cadence;

  Outcomes(Intervals cadence) {
    this.cadence = cadence;
  }

  JitterSequence dice() {
    return cadence.dice();
  }

  /** The sync that started then has answered this. */
  void answered(
      ClaimedItems<T> run, int i, @Nullable T answer, long startedAt, JitterSequence dice) {
    T item = run.item(i);
    if (answer == null) {
      run.deleted(i);
    } else if (answer == item || item.equals(answer)) {
      unchanged(run, i, startedAt, dice);
    } else {
      requireSameId(item, answer);
      long period = ItemPeriod.of(answer);
      long interval = cadence.interval(period, run.isFirstSync(i), dice);
      run.updated(i, answer, period, startedAt + interval);
    }
  }

  /** The sync that started then has found nothing new. */
  void unchanged(ClaimedItems<T> run, int i, long startedAt, JitterSequence dice) {
    long interval = cadence.interval(run.period(i), run.isFirstSync(i), dice);
    run.unchanged(i, startedAt + interval);
  }

  /** The sync has failed by now. */
  void failed(ClaimedItems<T> run, int i, Throwable error, long now, JitterSequence dice) {
    run.failed(i, error, now + cadence.backoff(run.failures(i), dice));
  }

  private void requireSameId(T item, T answer) {
    if (!item.id().equals(answer.id())) {
      throw new IllegalStateException(
          "The sync of item \"" + item.id() + "\" answered item \"" + answer.id() + "\"");
    }
  }
}
