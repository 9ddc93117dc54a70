package io.github.autorefresh.cache.engine.pace;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.KindCadence;
import io.github.autorefresh.cache.spi.ClaimedItems;
import java.util.List;

/** Once per period. Thread-safe. */
public final class FixedPlanning implements Planning {

  private final Intervals intervals;

  /** Plans these intervals. */
  public FixedPlanning(Intervals intervals) {
    this.intervals = intervals;
  }

  @Override
  public long next(
      ClaimedItems<?> items,
      int i,
      CacheItem state,
      long period,
      boolean changed,
      JitterSequence jitter) {
    return intervals.interval(period, items.isFirstSync(i), jitter);
  }

  @Override
  public void gone(ClaimedItems<?> items, int i) {}

  @Override
  public long period(ClaimedItems<?> items, int i) {
    return items.period(i);
  }

  @Override
  public void committed(ClaimedItems<?> items, long now) {}

  @Override
  public void retune(CacheSettings settings) {
    intervals.retune(settings);
  }

  @Override
  public double callsSaved(long now) {
    return 0;
  }

  @Override
  public List<KindCadence> byKind() {
    return List.of();
  }
}
