package io.github.autorefresh.cache.spring.redis.sync;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spi.ChangeSink;
import io.github.autorefresh.cache.spring.redis.copy.LocalItem;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.lease.RefreshRequests;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import org.jspecify.annotations.Nullable;

/**
 * What a change of the local copy means to the engine, also for a {@code refresh} that was asked
 * for here and that a sync elsewhere has served. That is found out when the local copy changes:
 * when it is told, later requests may have come. Each method returns what is to be told, which may
 * run code of the application; null for nothing. Thread-safe.
 */
public final class ChangeNotifications<T extends CacheItem> {

  private final LocalItems<T> items;
  private final RefreshRequests refreshRequests;
  private final ChangeSink<T> sink;

  /** To that sink. */
  public ChangeNotifications(
      LocalItems<T> items, RefreshRequests refreshRequests, ChangeSink<T> sink) {
    this.items = items;
    this.refreshRequests = refreshRequests;
    this.sink = sink;
  }

  /** An item has this state now; {@code previous} is null if it was not here. */
  Runnable changed(String id, @Nullable LocalItem<T> previous, LocalItem<T> current) {
    T item = current.item();
    if (previous == null) {
      return () -> sink.created(id, item);
    }
    ItemFields fields = current.fields();
    if (previous.fields().generation() != fields.generation()) {
      return () -> {
        sink.removed(id, previous.item(), RemovalCause.DELETED);
        sink.created(id, item);
      };
    }
    boolean synced = fields.isSyncedAfter(previous.fields()); // else it was put back
    boolean served = synced && isServedBy(id, fields);
    if (fields.isTerminal()) {
      refreshRequests.remove(id); // of a sync that will never be
    }
    Throwable failure = current.lastError();
    return () -> {
      if (served && failure != null) { // an earlier sync has found the state, this one has failed
        sink.failed(id, item, failure);
      }
      if (!previous.item().equals(item)) {
        sink.updated(id, previous.item(), item, fields.isTerminal());
      } else if (synced && failure == null) {
        sink.unchanged(id, item);
      }
    };
  }

  /** A sync elsewhere has ended, and has left the state as it was: only a refresh waits for it. */
  @Nullable Runnable synced(String id, T item, ItemFields fields, @Nullable Throwable failure) {
    return isServedBy(id, fields) ? () -> refreshed(id, item, failure) : null;
  }

  /** An item has these fields now: a refresh that was asked for may be over with this state. */
  @Nullable Runnable known(String id, T item, ItemFields fields, @Nullable Throwable failure) {
    boolean over = isServedBy(id, fields);
    if (!over && fields.isTerminal() && refreshRequests.remove(id)) {
      sink.began(id);
      over = true;
    }
    return over ? () -> refreshed(id, item, failure) : null;
  }

  private boolean isServedBy(String id, ItemFields fields) {
    boolean served = refreshRequests.servedBy(id, fields.generation(), fields.run());
    if (served) {
      sink.began(id);
    }
    return served;
  }

  private void refreshed(String id, T item, @Nullable Throwable failure) {
    if (failure != null) {
      sink.failed(id, item, failure);
    } else {
      sink.unchanged(id, item);
    }
  }

  /** An item is no longer here. */
  Runnable removed(String id, LocalItem<T> gone, RemovalCause cause) {
    if (cause == RemovalCause.GONE && refreshRequests.remove(id)) {
      sink.began(id);
    }
    return () -> {
      refreshRequests.removeUnless(id, () -> items.find(id) != null);
      sink.removed(id, gone.item(), cause);
    };
  }
}
