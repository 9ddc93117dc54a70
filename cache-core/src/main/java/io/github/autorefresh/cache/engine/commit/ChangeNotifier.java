package io.github.autorefresh.cache.engine.commit;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.engine.waiters.PendingAwaits;
import io.github.autorefresh.cache.engine.waiters.PendingRefreshes;
import io.github.autorefresh.cache.spi.ChangeSink;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ForeignCode;
import io.github.autorefresh.cache.spi.ItemPeriod;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of changes, those that the engine has committed and those that the store reports: first
 * whoever waits for the item, then the listeners. Runs code of the application. Thread-safe.
 */
public final class ChangeNotifier<T extends CacheItem> implements ChangeSink<T> {

  private static final Logger log = LoggerFactory.getLogger(ChangeNotifier.class);

  private final String cache;
  private final Counters counters;
  private final PendingRefreshes<T> refreshes;
  private final PendingAwaits<T> awaits;
  private final CopyOnWriteArrayList<CacheListener<? super T>> listeners =
      new CopyOnWriteArrayList<>();

  /** What is in the cache; set once the store exists. */
  private volatile PendingAwaits.Entries<T> entries = id -> null;

  /** Tells these, and the listeners that are added. */
  public ChangeNotifier(
      String cache, Counters counters, PendingRefreshes<T> refreshes, PendingAwaits<T> awaits) {
    this.cache = cache;
    this.counters = counters;
    this.refreshes = refreshes;
    this.awaits = awaits;
  }

  /** Asks this what is in the cache. */
  public void setEntries(PendingAwaits.Entries<T> entries) {
    this.entries = entries;
  }

  /** Adds a listener, unless it was added before. */
  public void add(CacheListener<? super T> listener) {
    listeners.addIfAbsent(listener);
  }

  /** Removes a listener. */
  public void remove(CacheListener<? super T> listener) {
    listeners.remove(listener);
  }

  /** False if nobody waits and nobody listens. */
  boolean hasAudience() {
    return !listeners.isEmpty() || !refreshes.isEmpty() || !awaits.isEmpty();
  }

  /** Tells of an outcome that was committed here. */
  void committed(ClaimedItems<T> items, int i) {
    String id = items.id(i);
    switch (items.outcome(i)) {
      case UPDATED ->
          updated(id, items.item(i), items.update(i), items.period(i) == ItemPeriod.TERMINAL);
      case UNCHANGED -> unchanged(id, items.item(i));
      case DELETED -> removed(id, items.item(i), RemovalCause.GONE);
      case FAILED -> failedHere(id, items.item(i), items.error(i));
      case DEFERRED -> {} // whoever waits goes on waiting
    }
  }

  @Override
  public void created(String id, T item) {
    counters.created();
    tell("onCreated", listener -> listener.onCreated(item));
  }

  @Override
  public void updated(String id, T previous, T current, boolean terminal) {
    refreshes.found(id, current, terminal);
    awaits.reached(id, current, terminal);
    tell("onUpdated", listener -> listener.onUpdated(previous, current));
  }

  @Override
  public void unchanged(String id, T item) {
    refreshes.found(id, item, false); // a terminal item is never synced
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
    tell("onSyncFailed", listener -> listener.onSyncFailed(item, error));
  }

  @Override
  public void removed(String id, T item, RemovalCause cause) {
    if (cause == RemovalCause.EVICTED) {
      counters.evicted();
    }
    if (cause == RemovalCause.GONE) {
      refreshes.gone(id);
    }
    CacheEntry<T> next = entries.find(id);
    if (next == null) {
      refreshes.removed(id);
      awaits.removed(id);
    } else { // created again meanwhile: whoever waits goes on waiting, for this generation
      boolean terminal = next.nextSyncAt() == null;
      if (terminal) {
        refreshes.found(id, next.item(), true);
      }
      awaits.reached(id, next.item(), terminal);
    }
    tell("onRemoved", listener -> listener.onRemoved(item, cause));
  }

  void outage(Throwable cause) {
    tell("onOutage", listener -> listener.onOutage(cause));
  }

  void recovered(Duration lasted) {
    tell("onRecovered", listener -> listener.onRecovered(lasted));
  }

  private void tell(String event, Consumer<CacheListener<? super T>> call) {
    for (CacheListener<? super T> listener : listeners) {
      ForeignCode.run(log, cache, event + " of a listener", () -> call.accept(listener));
    }
  }
}
