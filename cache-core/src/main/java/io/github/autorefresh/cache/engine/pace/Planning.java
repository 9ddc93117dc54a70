package io.github.autorefresh.cache.engine.pace;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.KindCadence;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemPeriod;
import java.util.List;

/**
 * Plans when an item is synced again after a successful sync: by its period, or by what was
 * learned. Thread-safe.
 */
public interface Planning {

  /**
   * The time from the start of a successful sync to the next due time, in nanoseconds. Runs code of
   * the application, which may block but not make this throw.
   *
   * @param state the state that the sync has found
   * @param period that of the state, as {@link ItemPeriod} encodes it
   * @param changed false if it is the state that was claimed
   */
  long next(
      ClaimedItems<?> items,
      int i,
      CacheItem state,
      long period,
      boolean changed,
      JitterSequence jitter);

  /** A sync has found that the item no longer exists. Runs code of the application, as above. */
  void gone(ClaimedItems<?> items, int i);

  /** The period of a claimed item for its retries, as {@link ItemPeriod} encodes it. */
  long period(ClaimedItems<?> items, int i);

  /** These outcomes have been committed. Runs no code of the application. */
  void committed(ClaimedItems<?> items, long now);

  /** Uses these settings from now on. */
  void retune(CacheSettings settings);

  /** See {@link io.github.autorefresh.cache.CacheStats#callsSaved}. */
  double callsSaved(long now);

  /** What was learned of each kind; empty if the cadence is fixed. */
  List<KindCadence> byKind();
}
