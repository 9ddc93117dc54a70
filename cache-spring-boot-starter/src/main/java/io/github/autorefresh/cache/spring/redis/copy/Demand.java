package io.github.autorefresh.cache.spring.redis.copy;

import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import java.time.Duration;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How many items are live, and the sum of 1/interval over them, as it is planned: an item's own
 * period, the cache's, or what a learned cadence has planned. Thread-safe.
 */
final class Demand {

  private static final double NANOS_PER_SECOND = 1e9;

  private final LongAdder live = new LongAdder();
  private final LongAdder onCachePeriod = new LongAdder();

  /** Of items with a plan: how many of them there would be on the cache's period. */
  private final DoubleAdder planned = new DoubleAdder();

  private final DoubleAdder ownPerSecond = new DoubleAdder();

  /** What is known of an item has replaced what was; null if there is none. */
  void replace(@Nullable ItemFields before, @Nullable ItemFields after) {
    long periodBefore = before == null ? ItemPeriod.TERMINAL : before.period();
    long periodAfter = after == null ? ItemPeriod.TERMINAL : after.period();
    float planBefore = before == null ? 0 : before.planned();
    float planAfter = after == null ? 0 : after.planned();
    if (periodBefore != periodAfter || planBefore != planAfter) {
      add(periodBefore, planBefore, -1);
      add(periodAfter, planAfter, 1);
    }
  }

  private void add(long period, float plan, int sign) {
    if (period == ItemPeriod.TERMINAL) {
      return;
    }
    live.add(sign);
    if (period != ItemPeriod.OF_CACHE) {
      ownPerSecond.add(sign * NANOS_PER_SECOND / period);
    } else if (plan != 1) {
      planned.add(sign / (double) plan);
    } else {
      onCachePeriod.add(sign);
    }
  }

  /** How many items are not terminal. */
  long live() {
    return live.sum();
  }

  /** In syncs per second. */
  double perSecond(Duration cachePeriod) {
    double onPeriod = onCachePeriod.sum() + Math.max(0, planned.sum());
    return onPeriod * NANOS_PER_SECOND / cachePeriod.toNanos() + Math.max(0, ownPerSecond.sum());
  }
}
