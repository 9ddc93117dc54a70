package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.SyncObserver;
import io.github.autorefresh.cache.spi.TimeSource;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the verdicts of a run to the store, counts and tells those that took effect, then ends the
 * claims: in this order, so that a figure is never behind an event, and an item's events never
 * overtake one another. Thread-safe.
 */
final class Settlement<T extends CacheItem> {

  private static final Logger log = LoggerFactory.getLogger(Settlement.class);

  private final String cache;
  private final ItemStore<T> store;
  private final CommitGate gate;
  private final Counters tally;
  private final ChangeNotifier<T> changes;
  private final CopyOnWriteArrayList<SyncObserver> observers = new CopyOnWriteArrayList<>();
  private final TimeSource time;

  Settlement(
      String cache,
      ItemStore<T> store,
      CommitGate gate,
      ChangeNotifier<T> changes,
      SyncObserver observer,
      TimeSource time) {
    this.cache = cache;
    this.store = store;
    this.gate = gate;
    this.tally = changes.tally();
    this.changes = changes;
    this.time = time;
    if (observer != SyncObserver.NONE) {
      observers.add(observer);
    }
  }

  void addObserver(SyncObserver observer) {
    observers.addIfAbsent(observer);
  }

  /** Commits the verdicts and ends the claims. */
  void settle(ClaimedItems<T> run) {
    try {
      commit(run);
    } finally {
      release(run);
    }
  }

  /** Commits the verdicts, unless syncing has been stopped; the claims go on. */
  void commit(ClaimedItems<T> run) {
    if (run.size() == 0 || !gate.enter()) {
      return;
    }
    try {
      run.committedAt(time.nanos());
      store.commit(run);
    } finally {
      gate.leave();
    }
    tally.settled(run);
    changes.committed(run);
    for (SyncObserver observer : observers) {
      observe(run, observer);
    }
  }

  /** Ends the claims. */
  void release(ClaimedItems<T> run) {
    if (run.size() > 0) {
      store.release(run);
    }
  }

  private void observe(ClaimedItems<T> run, SyncObserver observer) {
    for (int i = 0; i < run.size(); i++) {
      if (run.isAccepted(i)) {
        observe(run, i, observer);
      }
    }
  }

  @SuppressWarnings("CatchThrowable") // what an observer throws harms nobody
  private void observe(ClaimedItems<T> run, int i, SyncObserver observer) {
    try {
      observer.synced(cache, run.outcome(i), run.took(i));
    } catch (Throwable thrown) {
      log.error("Cache \"{}\": the sync observer threw", cache, thrown);
    }
  }
}
