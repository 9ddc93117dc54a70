package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.engine.waiters.PendingAwaits;
import io.github.autorefresh.cache.engine.waiters.PendingRefreshes;
import io.github.autorefresh.cache.spi.ChangeSink;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemPeriod;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes what was committed, and what the store tells, to who waits for it and to the listeners.
 * Thread-safe; runs code of the application.
 */
final class ChangeNotifier<T extends CacheItem> implements ChangeSink<T> {

  private static final Logger log = LoggerFactory.getLogger(ChangeNotifier.class);

  private final String cache;
  private final Counters tally;
  private final PendingRefreshes<T> refreshes;
  private final PendingAwaits<T> awaits;
  private final CopyOnWriteArrayList<CacheListener<? super T>> listeners =
      new CopyOnWriteArrayList<>();

  /** What is in the cache now; set once the store is there. */
  private volatile PendingAwaits.Entries<T> entries = id -> null;

  ChangeNotifier(
      String cache, Counters tally, PendingRefreshes<T> refreshes, PendingAwaits<T> awaits) {
    this.cache = cache;
    this.tally = tally;
    this.refreshes = refreshes;
    this.awaits = awaits;
  }

  void setEntries(PendingAwaits.Entries<T> entries) {
    this.entries = entries;
  }

  Counters tally() {
    return tally;
  }

  void add(CacheListener<? super T> listener) {
    listeners.addIfAbsent(listener);
  }

  void remove(CacheListener<? super T> listener) {
    listeners.remove(listener);
  }

  /** Syncs have been committed: passes those on that took effect. */
  void committed(ClaimedItems<T> run) {
    if (listeners.isEmpty() && refreshes.isEmpty() && awaits.isEmpty()) {
      return;
    }
    for (int i = 0; i < run.size(); i++) {
      if (run.isAccepted(i)) {
        switch (run.outcome(i)) {
          case UPDATED ->
              updated(run.id(i), run.item(i), run.update(i), run.period(i) == ItemPeriod.TERMINAL);
          case UNCHANGED -> unchanged(run.id(i), run.item(i));
          case DELETED -> removed(run.id(i), run.item(i), RemovalCause.GONE);
          case FAILED -> failedHere(run.id(i), run.item(i), run.error(i));
        }
      }
    }
  }

  @Override
  public void created(String id, T item) {
    tally.created.increment();
    tell(listener -> listener.onCreated(item));
  }

  @Override
  public void updated(String id, T previous, T current, boolean terminal) {
    refreshes.found(id, current, terminal);
    awaits.reached(id, current, terminal);
    tell(listener -> listener.onUpdated(previous, current));
  }

  @Override
  public void unchanged(String id, T item) {
    refreshes.found(id, item, false); // no terminal item is synced
  }

  @Override
  public void began(String id) {
    refreshes.begin(id);
  }

  @Override
  public void failed(String id, T item, Throwable error) {
    refreshes.failed(id, error);
  }

  /** Listeners hear of a failure where the sync ran. */
  private void failedHere(String id, T item, Throwable error) {
    failed(id, item, error);
    tell(listener -> listener.onSyncFailed(item, error));
  }

  @Override
  public void removed(String id, T item, RemovalCause cause) {
    if (cause == RemovalCause.EVICTED) {
      tally.evictions.increment();
    }
    if (cause == RemovalCause.GONE) {
      refreshes.gone(id);
    }
    CacheEntry<T> next = entries.find(id);
    if (next == null) {
      refreshes.removed(id);
      awaits.removed(id);
    } else { // created again meanwhile: who waits goes on waiting, for this generation
      boolean terminal = next.nextSyncAt() == null;
      if (terminal) {
        refreshes.found(id, next.item(), true);
      }
      awaits.reached(id, next.item(), terminal);
    }
    tell(listener -> listener.onRemoved(item, cause));
  }

  @SuppressWarnings("CatchThrowable") // what a listener throws harms nobody
  private void tell(Consumer<CacheListener<? super T>> event) {
    for (CacheListener<? super T> listener : listeners) {
      try {
        event.accept(listener);
      } catch (Throwable thrown) {
        log.error("Cache \"{}\": a listener threw", cache, thrown);
      }
    }
  }
}
