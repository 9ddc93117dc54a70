package io.github.autorefresh.cache.engine.commit;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ForeignCode;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.SyncObserver;
import io.github.autorefresh.cache.spi.TimeSource;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits outcomes, counts them, tells of those that took effect, and ends the claims: in this
 * order, so that no figure is behind an event and the events of an item never overtake one another.
 * Thread-safe.
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

  /** Settles into this store. */
  public Settlement(
      String cache,
      ItemStore<T> store,
      CommitGate gate,
      Counters counters,
      ChangeNotifier<T> notifier,
      TimeSource time,
      OutageControl<T> outages) {
    this.cache = cache;
    this.store = store;
    this.gate = gate;
    this.counters = counters;
    this.notifier = notifier;
    this.time = time;
    this.outages = outages;
  }

  /** Tells this observer of every sync from now on. */
  public void addObserver(SyncObserver observer) {
    observers.addIfAbsent(observer);
  }

  /**
   * Commits the outcomes, unless syncing has been stopped; the claims go on.
   *
   * @return true if somebody is to be told of them
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
    return notifier.hasAudience() || !observers.isEmpty();
  }

  /**
   * Tells of a committed item, if its outcome took effect, or if it was deferred. Runs code of the
   * application.
   */
  public void tell(ClaimedItems<T> items, int i) {
    if (!items.isAccepted(i) && !items.isDeferred(i)) {
      return;
    }
    notifier.committed(items, i);
    for (SyncObserver observer : observers) {
      ForeignCode.run(
          log,
          cache,
          "a sync observer",
          () -> observer.synced(cache, items.outcome(i), items.took(i)));
    }
  }

  /** Ends the claims. */
  public void release(ClaimedItems<T> items) {
    if (items.size() > 0) {
      store.release(items);
    }
  }

  /** Ends the claims of items that were not called, whose permits are given back. */
  public void giveBack(ClaimedItems<T> items, long claimedAt) {
    if (items.size() > 0) {
      store.giveBack(items, time.nanos() - claimedAt);
    }
  }

  /** Commits; then tells and releases each item by itself, so that none waits for another. */
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

  /** Tells of committed items and releases them, each by itself. */
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
