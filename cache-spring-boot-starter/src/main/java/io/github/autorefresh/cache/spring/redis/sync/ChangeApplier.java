package io.github.autorefresh.cache.spring.redis.sync;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spring.redis.copy.LocalItem;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.lease.Claim;
import io.github.autorefresh.cache.spring.redis.lease.Claims;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import io.github.autorefresh.cache.spring.redis.script.ItemFormat;
import io.github.autorefresh.cache.spring.redis.script.RemovedItem;
import io.github.autorefresh.cache.spring.redis.script.StoredItem;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts what has changed in Redis into the local copy, and notes what is to be told of it, in the
 * order in which the copy changes; the caller has it told. Nothing is told of what the engine
 * itself has committed. Runs no code of the application but the codec. Thread-safe.
 */
public final class ChangeApplier<T extends CacheItem> {

  private final LocalItems<T> items;
  private final ItemFormat<T> format;
  private final UnreadableItems unreadable;
  private final Claims claims;
  private final ChangeNotifications<T> notifications;
  private final Function<String, Throwable> remoteFailure;
  private final Runnable onTerminal;
  private final Runnable onMarked;

  /**
   * For one replica.
   *
   * @param remoteFailure what is told of a failure of another replica, from its text
   * @param onTerminal is called when an item has become terminal
   * @param onMarked is called when an item is to be handled
   */
  public ChangeApplier(
      LocalItems<T> items,
      ItemFormat<T> format,
      UnreadableItems unreadable,
      Claims claims,
      ChangeNotifications<T> notifications,
      Function<String, Throwable> remoteFailure,
      Runnable onTerminal,
      Runnable onMarked) {
    this.items = items;
    this.format = format;
    this.unreadable = unreadable;
    this.claims = claims;
    this.notifications = notifications;
    this.remoteFailure = remoteFailure;
    this.onTerminal = onTerminal;
    this.onMarked = onMarked;
  }

  /**
   * Takes a state of an item, unless a newer one is known here.
   *
   * @return false if what stands here is newer, but has a lower version: Redis may lack it
   */
  @SuppressWarnings("CatchThrowable") // whatever a codec throws, it is this item that is unreadable
  boolean stored(StoredItem stored) {
    String id = stored.id();
    ItemFields fields = stored.fields();
    LocalItem<T> local = items.get(id);
    if (local != null && !fields.isNewerThan(local.fields())) {
      return isKnown(stored, local.fields());
    }
    if (local != null && fields.version() == local.fields().version()) {
      return synced(id, fields, stored.error());
    }
    T item;
    try {
      item = format.decode(id, stored.state());
    } catch (Throwable e) {
      unreadable(id, fields, e);
      return true;
    }
    unreadable.isReadable(id);
    boolean inOrder = put(id, new LocalItem<>(item, fields, failure(fields, stored.error())));
    if (fields.isTerminal()) {
      onTerminal.run();
    }
    if (fields.isMarked()) {
      onMarked.run();
    }
    return inOrder;
  }

  /**
   * It is no newer than what is here; but a sync may have failed since, or its failures have ended.
   */
  private boolean isKnown(StoredItem stored, ItemFields local) {
    ItemFields fields = stored.fields();
    if (fields.version() == local.version()) {
      if (fields.isSyncedAfter(local)) {
        return synced(stored.id(), fields, stored.error());
      }
      items.synced(stored.id(), fields, failure(fields, stored.error()), known -> null);
    }
    return fields.version() <= local.version();
  }

  /** As {@link #stored}, of an item that need not be read. */
  boolean put(String id, LocalItem<T> state) {
    Claim claim = claims.of(id); // before it can be over, whose outcome this may be
    return items.put(id, state, previous -> notifications.changed(id, previous, state, claim));
  }

  /**
   * An item has a state that cannot be read here, which is counted and told. A refresh that this
   * state serves has failed; so has any other if it is terminal.
   */
  private void unreadable(String id, ItemFields fields, Throwable cause) {
    unreadable.add(id, cause);
    String message = "item \"" + id + "\" in Redis cannot be read here";
    Throwable failure = new IllegalStateException(message, cause);
    items.note(id, local -> notifications.known(id, local.item(), fields, failure));
  }

  /**
   * A sync elsewhere has left an item as it was.
   *
   * @return false if that is not known here, and the item is to be read. What is not here at all,
   *     or could not be read when it came, is not read for each sync of it
   */
  boolean synced(String id, ItemFields fields, String error) {
    boolean isBeingCreated = claims.isReserved(id); // until it is here
    Throwable failure = failure(fields, error);
    Claim own = claims.of(id);
    boolean overtaken =
        own != null && own.generation() == fields.generation() && own.run() >= fields.run();
    LocalItem<T> local =
        items.synced(
            id,
            fields,
            failure,
            known -> overtaken ? null : notifications.synced(id, known.item(), fields, failure));
    boolean isHere = isBeingCreated || items.get(id) != null;
    boolean mayBeReadable = isHere && !unreadable.contains(id);
    return local != null || !mayBeReadable;
  }

  /** The handler has failed elsewhere. */
  void handlerFailed(String id, ItemFields fields, String error, Duration failing) {
    items.handlerFailed(
        id,
        fields.generation(),
        fields.version(),
        remoteFailure.apply(error),
        TimeUnit.NANOSECONDS.toMicros(failing.toNanos()));
  }

  /** A refresh was asked for, and Redis knows: the sync that serves it may have ended already. */
  void refreshRequested(String id) {
    items.note(
        id, local -> notifications.known(id, local.item(), local.fields(), local.lastError()));
  }

  /**
   * An item has been removed.
   *
   * @return false if it was here with a higher version: Redis may have it still
   */
  boolean removed(RemovedItem item) {
    String id = item.id();
    Claim claim = claims.of(id); // as in put
    LocalItem<T> gone =
        items.remove(
            item,
            System.nanoTime(),
            local -> notifications.removed(id, local, item.fields(), item.cause(), claim));
    unreadable.isReadable(id);
    return gone == null || gone.fields().version() < item.fields().version();
  }

  /** The items that Redis was last found to have in a form that cannot be read here. */
  Set<String> unreadableIds() {
    return unreadable.ids();
  }

  boolean isUnreadable(String id) {
    return unreadable.contains(id);
  }

  /** Redis has no such item any more: there is nothing left to be read. */
  void isGone(String id) {
    unreadable.isReadable(id);
  }

  /** An item is nowhere to be read up to a version, and its removal may be forgotten. */
  void forgotten(LocalItem<T> gone, long upTo) {
    String id = gone.item().id();
    unreadable.isReadable(id);
    Claim claim = claims.of(id);
    ItemFields fields = gone.fields().at(upTo);
    items.drop(gone, () -> notifications.removed(id, gone, fields, RemovalCause.DELETED, claim));
  }

  private @Nullable Throwable failure(ItemFields fields, String error) {
    return fields.failures() == 0 ? null : remoteFailure.apply(error);
  }
}
