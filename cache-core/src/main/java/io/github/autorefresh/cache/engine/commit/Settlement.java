package io.github.autorefresh.cache.engine.commit;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.pace.Planning;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ForeignCode;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.SyncObserver;
import io.github.autorefresh.cache.spi.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits outcomes, counts them, notifies of those that took effect, and releases the claims: in
 * this order, so that the statistics include what a listener is notified of, and the events of an
 * item come in order. Thread-safe.
 */
public final class Settlement<T extends CacheItem> {

  private static final Logger log = LoggerFactory.getLogger(Settlement.class);

  private final String cache;
  private final ItemStore<T> store;
  private final CommitGate gate;
  private final Counters counters;
  private final ChangeNotifier<T> notifier;
  private final CopyOnWriteArrayList<SyncObserver> observers = new CopyOnWriteArrayList<>();
  private final TimeSource time;
  private final OutageControl<T> outages;
  private final Planning planning;

  /** Settles claims of this store. */
  public Settlement(
      String cache,
      ItemStore<T> store,
      CommitGate gate,
      Counters counters,
      ChangeNotifier<T> notifier,
      TimeSource time,
      OutageControl<T> outages,
      Planning planning) {
    this.cache = cache;
    this.store = store;
    this.gate = gate;
    this.counters = counters;
    this.notifier = notifier;
    this.time = time;
    this.outages = outages;
    this.planning = planning;
  }

  /**
   * Notifies this observer of syncs, handler calls and refresh requests, unless it was added
   * before.
   */
  public void addObserver(SyncObserver observer) {
    observers.addIfAbsent(observer);
  }

  /**
   * Commits the outcomes, unless the gate is shut. The claims are kept.
   *
   * @return true if there is anybody to notify, by {@link #tell}
   */
  public boolean commit(ClaimedItems<T> items) {
    if (items.size() == 0 || !gate.enter()) {
      return false;
    }
    long now = time.nanos();
    try {
      items.committedAt(now);
      store.commit(items);
    } finally {
      gate.leave();
    }
    counters.committed(items);
    outages.committed(items, now);
    planning.committed(items, now);
    return notifier.hasAudience() || !observers.isEmpty();
  }

  /**
   * Notifies of the outcome of an item, if it took effect or was deferred: waiters, listeners, then
   * observers. Runs code of the application.
   */
  public void tell(ClaimedItems<T> items, int i) {
    if (!items.isAccepted(i) && !items.isDeferred(i)) {
      return;
    }
    notifier.committed(items, i);
    for (SyncObserver observer : observers) {
      notifying(() -> observer.synced(cache, items.outcome(i), items.took(i)));
    }
  }

  /** Notifies observers of a call of the handler, with its error, or null if there is none. */
  public void handled(@Nullable Throwable error, long nanos) {
    for (SyncObserver observer : observers) {
      notifying(() -> observer.handled(cache, error, nanos));
    }
  }

  /**
   * Notifies observers of a request for a refresh.
   *
   * @return to be run once the request is done; never throws
   */
  public Runnable refreshRequested(String id) {
    List<Runnable> whenDone = new ArrayList<>(0);
    for (SyncObserver observer : observers) {
      notifying(
          () -> {
            Runnable done = observer.refreshRequested(cache, id);
            if (done != null) {
              whenDone.add(done);
            }
          });
    }
    return () -> whenDone.forEach(this::notifying);
  }

  private void notifying(Runnable ofObserver) {
    ForeignCode.run(log, cache, "a sync observer", ofObserver);
  }

  /** Listeners were notified of these items, whose claims go on. */
  public void told(ClaimedItems<T> items) {
    store.told(items);
  }

  /** Releases the claims. */
  public void release(ClaimedItems<T> items) {
    if (items.size() > 0) {
      store.release(items);
    }
  }

  /** Releases the claims of items for which no call was made, and gives back their permits. */
  public void giveBack(ClaimedItems<T> items, long claimedAt) {
    if (items.size() > 0) {
      store.giveBack(items, time.nanos() - claimedAt);
    }
  }

  /** Commits, then notifies of and releases each item in a task of its own. */
  public void settleOneByOne(ClaimedItems<T> items, Executor executor) {
    boolean told = false;
    try {
      told = commit(items);
    } finally {
      if (told) {
        tellOneByOne(items, executor);
      } else {
        release(items);
      }
    }
  }

  /** Notifies of committed items and releases them, each in a task of its own. */
  public void tellOneByOne(ClaimedItems<T> items, Executor executor) {
    for (int i = 0; i < items.size(); i++) {
      ClaimedItems<T> item = new ClaimedItems<>();
      item.take(items, i, 1);
      executor.execute(
          () -> {
            try {
              tell(item, 0);
            } finally {
              release(item);
            }
          });
    }
  }
}
