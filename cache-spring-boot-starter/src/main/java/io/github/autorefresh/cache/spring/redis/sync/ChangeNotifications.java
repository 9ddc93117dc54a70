package io.github.autorefresh.cache.spring.redis.sync;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spi.ChangeSink;
import io.github.autorefresh.cache.spring.redis.copy.LocalItem;
import io.github.autorefresh.cache.spring.redis.lease.RefreshRequests;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import org.jspecify.annotations.Nullable;

/**
 * Tells the engine what a change of the local copy means, also for a {@code refresh} that was asked
 * for here and that a sync elsewhere has served. Thread-safe.
 */
public final class ChangeNotifications<T extends CacheItem> {

  private final RefreshRequests refreshRequests;
  private final ChangeSink<T> sink;

  /** To that sink. */
  public ChangeNotifications(RefreshRequests refreshRequests, ChangeSink<T> sink) {
    this.refreshRequests = refreshRequests;
    this.sink = sink;
  }

  /** An item has this state now; {@code previous} is null if it was not here. */
  void changed(String id, @Nullable LocalItem<T> previous, LocalItem<T> current) {
    T item = current.item();
    if (previous == null) {
      sink.created(id, item);
      return;
    }
    if (previous.fields().generation() != current.fields().generation()) {
      sink.removed(id, previous.item(), RemovalCause.DELETED);
      sink.created(id, item);
      return;
    }
    boolean synced = current.fields().isSyncedAfter(previous.fields()); // else it was put back
    boolean served = synced && refreshRequests.servedBy(id, current.fields().run());
    Throwable failure = current.lastError();
    if (served && failure == null) {
      sink.began(id);
    }
    if (previous.item().equals(item)) {
      if (synced && failure == null) {
        sink.unchanged(id, item);
      }
    } else {
      sink.updated(id, previous.item(), item, current.fields().isTerminal());
    }
    if (current.fields().isTerminal()) {
      refreshRequests.remove(id); // of a sync that will never be
    }
    if (served && failure != null) { // an earlier sync has found the state, the last one has failed
      sink.began(id);
      sink.failed(id, item, failure);
    }
  }

  /** A sync elsewhere has ended, and has left the state as it was. */
  void synced(String id, T item, ItemFields fields, @Nullable Throwable failure) {
    if (refreshRequests.servedBy(id, fields.run())) {
      sink.began(id);
    }
    tell(id, item, failure);
  }

  private void tell(String id, T item, @Nullable Throwable failure) {
    if (failure != null) {
      sink.failed(id, item, failure);
    } else {
      sink.unchanged(id, item);
    }
  }

  /**
   * True if a refresh was asked for that is over now, since the item has got these fields; the
   * caller is to tell that it is {@link #refreshed}.
   */
  boolean isRefreshedBy(String id, ItemFields fields) {
    return refreshRequests.servedBy(id, fields.run())
        || (fields.isTerminal() && refreshRequests.remove(id));
  }

  /** A refresh is over, with the state that is here or with a failure. */
  void refreshed(String id, T item, @Nullable Throwable failure) {
    sink.began(id);
    tell(id, item, failure);
  }

  /** An item is no longer here. */
  void removed(String id, LocalItem<T> gone, RemovalCause cause) {
    if (cause == RemovalCause.GONE && refreshRequests.remove(id)) {
      sink.began(id);
    }
    refreshRequests.remove(id);
    sink.removed(id, gone.item(), cause);
  }
}
