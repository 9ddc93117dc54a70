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
import java.util.ArrayDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies of changes, those that the engine has committed and those that the store reports: first
 * the waiters of the item, then the listeners. Runs code of the application. Thread-safe.
 */
public final class ChangeNotifier<T extends CacheItem> implements ChangeSink<T> {

  private static final Logger log = LoggerFactory.getLogger(ChangeNotifier.class);

  private final String cache;
  private final Counters counters;
  private final PendingRefreshes<T> refreshes;
  private final PendingAwaits<T> awaits;
  private final CopyOnWriteArrayList<CacheListener<? super T>> listeners =
      new CopyOnWriteArrayList<>();

  /** The claimed items of which this thread notifies, innermost first. */
  private final ThreadLocal<ArrayDeque<String>> notifying =
      ThreadLocal.withInitial(() -> new ArrayDeque<>(1));

  /** Looks up entries; set once the store exists. */
  private volatile PendingAwaits.Entries<T> entries = id -> null;

  /** Notifies these waiters, and the listeners that are added. */
  public ChangeNotifier(
      String cache, Counters counters, PendingRefreshes<T> refreshes, PendingAwaits<T> awaits) {
    this.cache = cache;
    this.counters = counters;
    this.refreshes = refreshes;
    this.awaits = awaits;
  }

  /** Sets how entries are looked up. */
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

  /** False if there are neither waiters nor listeners. */
  boolean hasAudience() {
    return !listeners.isEmpty() || !refreshes.isEmpty() || !awaits.isEmpty();
  }

  /** True if this thread notifies of that item, whose claim goes on meanwhile. */
  public boolean isNotifyingOf(String id) {
    return notifying.get().contains(id);
  }

  /** Notifies of an outcome that the engine has committed. */
  void committed(ClaimedItems<T> items, int i) {
    notifying.get().push(items.id(i));
    try {
      notifyOf(items, i);
    } finally {
      notifying.get().pop();
    }
  }

  private void notifyOf(ClaimedItems<T> items, int i) {
    String id = items.id(i);
    T item = items.item(i);
    switch (items.outcome(i)) {
      case UPDATED -> {
        T update = items.update(i);
        boolean terminal = items.period(i) == ItemPeriod.TERMINAL;
        refreshes.found(id, update, terminal);
        updated(id, item, update, terminal);
      }
      case UNCHANGED -> refreshes.found(id, item, false); // a terminal item is never synced
      case DELETED -> {
        refreshes.gone(id);
        removed(id, item, RemovalCause.GONE);
      }
      case FAILED -> {
        Throwable error = items.error(i);
        refreshes.failed(id, error);
        tell("onSyncFailed", listener -> listener.onSyncFailed(item, error));
      }
      case DEFERRED -> {} // whoever waits goes on waiting
    }
  }

  @Override
  public void created(String id, T item) {
    counters.created();
    if (listeners.isEmpty()) {
      return;
    }
    notifying.get().push(id);
    try {
      tell("onCreated", listener -> listener.onCreated(item));
    } finally {
      notifying.get().pop();
    }
  }

  @Override
  public void updated(String id, T previous, T current, boolean terminal) {
    if (terminal) {
      refreshes.found(id, current, true);
    }
    awaits.reached(id, current, terminal);
    tell("onUpdated", listener -> listener.onUpdated(previous, current));
  }

  @Override
  public long lastRefresh(String id) {
    return refreshes.last(id);
  }

  @Override
  public Refreshes<T> served(String id, long upTo) {
    return refreshes.served(id, upTo);
  }

  @Override
  public void removed(String id, T item, RemovalCause cause) {
    if (cause == RemovalCause.EVICTED) {
      counters.evicted();
    }
    CacheEntry<T> next = entries.find(id);
    if (next == null) {
      refreshes.removed(id);
      awaits.removed(id);
    } else { // created again meanwhile: waiters go on waiting, for the new generation
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
