package io.github.autorefresh.cache.spring.redis.sync;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spi.ChangeSink;
import io.github.autorefresh.cache.spi.ChangeSink.Refreshes;
import io.github.autorefresh.cache.spring.redis.copy.LocalItem;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.lease.Claim;
import io.github.autorefresh.cache.spring.redis.lease.RefreshRequests;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import org.jspecify.annotations.Nullable;

/**
 * What a change of the local copy means to the engine, also for a {@code refresh} that was asked
 * for here and that a sync elsewhere has served. That is settled when the local copy changes, under
 * its lock: when it is told, later requests may have come. Each method returns what is to be told,
 * which may run code of the application; null for nothing. What is the outcome of a claim of this
 * replica answers refreshes only: the engine tells of the rest. Which it is may turn out after the
 * change, but does before it is told. Thread-safe.
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

  /**
   * An item has this state now.
   *
   * @param previous null if it was not here
   * @param claim that the item is under here; null if it is not
   */
  Runnable changed(
      String id, @Nullable LocalItem<T> previous, LocalItem<T> current, @Nullable Claim claim) {
    T item = current.item();
    ItemFields fields = current.fields();
    if (previous == null) {
      return unlessOwn(claim, fields, true, () -> sink.created(id, item));
    }
    if (previous.fields().generation() != fields.generation()) {
      return unlessOwn(
          claim,
          fields,
          true,
          () -> {
            sink.removed(id, previous.item(), RemovalCause.DELETED);
            sink.created(id, item);
          });
    }
    boolean synced = fields.isSyncedAfter(previous.fields()); // else it was put back
    Refreshes<T> served = synced ? servedBy(id, fields) : null;
    if (fields.isTerminal()) {
      refreshRequests.remove(id); // of a sync that will never be
    }
    Throwable failure = current.lastError();
    Runnable update =
        unlessOwn(
            claim,
            fields,
            true,
            () -> {
              if (!previous.item().equals(item)) {
                sink.updated(id, previous.item(), item, fields.isTerminal());
              }
            });
    return () -> {
      answer(served, item, failure);
      update.run();
    };
  }

  /** A sync elsewhere has ended, and has left the state as it was: only a refresh waits for it. */
  @Nullable Runnable synced(String id, T item, ItemFields fields, @Nullable Throwable failure) {
    Refreshes<T> served = servedBy(id, fields);
    return served == null ? null : () -> answer(served, item, failure);
  }

  /** An item has these fields now: a refresh that was asked for may be over with this state. */
  @Nullable Runnable known(String id, T item, ItemFields fields, @Nullable Throwable failure) {
    Refreshes<T> served = servedBy(id, fields);
    if (served == null && fields.isTerminal()) {
      served = served(id, refreshRequests.remove(id));
    }
    Refreshes<T> over = served;
    return over == null ? null : () -> answer(over, item, failure);
  }

  /** An item is no longer here, since it has got these fields. */
  Runnable removed(
      String id, LocalItem<T> gone, ItemFields fields, RemovalCause cause, @Nullable Claim claim) {
    Refreshes<T> served =
        cause == RemovalCause.GONE ? served(id, refreshRequests.remove(id)) : null;
    Runnable removal = unlessOwn(claim, fields, false, () -> sink.removed(id, gone.item(), cause));
    return () -> {
      if (served != null) {
        served.gone();
      }
      refreshRequests.removeUnless(id, () -> isLive(id));
      removal.run();
    };
  }

  private boolean isLive(String id) {
    LocalItem<T> local = items.get(id);
    return local != null && !local.fields().isTerminal();
  }

  private @Nullable Refreshes<T> servedBy(String id, ItemFields fields) {
    return served(id, refreshRequests.servedBy(id, fields.generation(), fields.run()));
  }

  private @Nullable Refreshes<T> served(String id, long upTo) {
    return upTo == 0 ? null : sink.served(id, upTo);
  }

  private void answer(@Nullable Refreshes<T> served, T item, @Nullable Throwable failure) {
    if (served != null && failure != null) {
      served.failed(failure);
    } else if (served != null) {
      served.found(item);
    }
  }

  private static Runnable unlessOwn(
      @Nullable Claim claim, ItemFields fields, boolean isState, Runnable event) {
    return () -> {
      if (claim == null || !claim.hasGiven(fields, isState)) {
        event.run();
      }
    };
  }
}
