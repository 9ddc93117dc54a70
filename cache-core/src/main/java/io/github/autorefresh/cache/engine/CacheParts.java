package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.commit.ChangeNotifier;
import io.github.autorefresh.cache.engine.commit.Counters;
import io.github.autorefresh.cache.engine.commit.Settlement;
import io.github.autorefresh.cache.engine.loop.Dispatcher;
import io.github.autorefresh.cache.engine.loop.Lifecycle;
import io.github.autorefresh.cache.engine.pace.Intervals;
import io.github.autorefresh.cache.engine.waiters.PendingAwaits;
import io.github.autorefresh.cache.engine.waiters.PendingRefreshes;
import io.github.autorefresh.cache.engine.waiters.SingleFlight;

/** What a {@link RefreshingCache} is made of, besides its store. */
final class CacheParts {

  private CacheParts() {}

  /** What syncs the items, and its settings and figures. */
  record Engine<T extends CacheItem>(
      Lifecycle<T> lifecycle,
      Dispatcher<T> dispatcher,
      Settlement<T> settlement,
      Tuning<T> tuning,
      Intervals intervals,
      Statistics<T> statistics) {}

  /** Waiters, listeners and counters. */
  record Waiters<T extends CacheItem>(
      PendingRefreshes<T> refreshes,
      PendingAwaits<T> awaits,
      SingleFlight<T> creations,
      ChangeNotifier<T> notifier,
      Counters counters) {}
}
