package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.commit.ChangeNotifier;
import io.github.autorefresh.cache.engine.commit.Counters;
import io.github.autorefresh.cache.engine.commit.Settlement;
import io.github.autorefresh.cache.engine.handle.Handlers;
import io.github.autorefresh.cache.engine.loop.Dispatcher;
import io.github.autorefresh.cache.engine.loop.Lifecycle;
import io.github.autorefresh.cache.engine.pace.Intervals;
import io.github.autorefresh.cache.engine.pace.Planning;
import io.github.autorefresh.cache.engine.waiters.PendingAwaits;
import io.github.autorefresh.cache.engine.waiters.PendingRefreshes;
import io.github.autorefresh.cache.engine.waiters.SingleFlight;
import io.github.autorefresh.cache.spi.ItemStore;
import org.jspecify.annotations.Nullable;

/** What a {@link RefreshingCache} is made of, besides its store. */
final class CacheParts {

  private CacheParts() {}

  /** What syncs the items and handles them, and its settings and figures. */
  record Engine<T extends CacheItem>(
      Lifecycle<T> lifecycle,
      Dispatcher<T> dispatcher,
      Settlement<T> settlement,
      Tuning<T> tuning,
      Intervals intervals,
      Planning planning,
      Statistics<T> statistics,
      @Nullable Handlers<T> handlers) {

    /** As {@link ItemStore#fulfil}; a handler may want the state. */
    T fulfil(ItemStore<T> store, String id, T item, long period, long untilFirstSync) {
      return handlers == null
          ? store.fulfil(id, item, period, untilFirstSync)
          : handlers.fulfil(id, item, period, untilFirstSync, store::fulfil);
    }

    /** As {@link io.github.autorefresh.cache.AutoRefreshCache#retryHandler}. */
    boolean retryHandler(ItemStore<T> store, String id) {
      return handlers == null ? store.retryElsewhere(id) : handlers.retry(id);
    }
  }

  /** Waiters, listeners and counters. */
  record Waiters<T extends CacheItem>(
      PendingRefreshes<T> refreshes,
      PendingAwaits<T> awaits,
      SingleFlight<T> creations,
      ChangeNotifier<T> notifier,
      Counters counters) {}
}
