package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spi.ChangeSink;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what has changed in Redis into the local copy, and tells of it. Nothing is told of an item
 * while the engine still tells of a sync of its own. Thread-safe; the order of one item's events is
 * that of its versions if one thread brings them.
 */
final class Arrivals<T extends CacheItem> {

  private static final Logger log = LoggerFactory.getLogger(Arrivals.class);

  private final String cache;
  private final LocalItems<T> items;
  private final ItemCodec<T> codec;
  private final Claims claims;
  private final Hastened hastened;
  private final ChangeSink<T> sink;
  private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

  Arrivals(
      String cache,
      LocalItems<T> items,
      ItemCodec<T> codec,
      Claims claims,
      Hastened hastened,
      ChangeSink<T> sink) {
    this.cache = cache;
    this.items = items;
    this.codec = codec;
    this.claims = claims;
    this.hastened = hastened;
    this.sink = sink;
  }

  /** How many items are in Redis in a form that cannot be read here. */
  int unreadable() {
    return unreadable.size();
  }

  /** An item has this state, or has had it at least: newer ones stand. */
  void state(String id, Meta meta, byte[] data, byte[] error) {
    LocalItem<T> local = items.get(id);
    if (local != null && local.meta().version() >= meta.version()) {
      if (local.meta().version() == meta.version()) {
        synced(id, meta, error);
      }
      return;
    }
    T item = read(id, data);
    if (item != null) {
      put(id, new LocalItem<>(item, meta, failure(meta, error)));
    }
  }

  /** As {@link #state}, of an item that need not be read. */
  void put(String id, LocalItem<T> state) {
    items.put(id, state, (previous, current) -> tell(id, () -> changed(id, previous, current)));
  }

  /** The item that these bytes are of; null if they cannot be read, which is counted and told. */
  @SuppressWarnings("CatchThrowable") // whatever a codec throws, it is this item that is unreadable
  private @Nullable T read(String id, byte[] data) {
    try {
      T item = codec.decode(id, data);
      if (!id.equals(item.id())) {
        throw new IllegalStateException("it was read as item \"" + item.id() + "\"");
      }
      unreadable.remove(id);
      return item;
    } catch (Throwable e) {
      if (unreadable.add(id) && unreadable.size() == 1) {
        log.warn(
            "Cache \"{}\": item \"{}\" in Redis cannot be read here, and is left alone; further ones"
                + " are only counted",
            cache,
            id,
            e);
      }
      return null;
    }
  }

  private void changed(String id, @Nullable LocalItem<T> previous, LocalItem<T> current) {
    T item = current.item();
    if (previous == null) {
      sink.created(id, item);
      return;
    }
    if (previous.meta().generation() != current.meta().generation()) {
      sink.removed(id, previous.item(), RemovalCause.DELETED);
      sink.created(id, item);
      return;
    }
    if (hastened.servedBy(id, current.meta().run())) {
      sink.began(id);
    }
    if (previous.item().equals(item)) {
      sink.unchanged(id, item); // it was put back after a loss
    } else {
      sink.updated(id, previous.item(), item, current.meta().isTerminal());
    }
  }

  /** A sync elsewhere has left an item as it was. */
  void synced(String id, Meta meta, byte[] error) {
    Throwable failure = failure(meta, error);
    LocalItem<T> local = items.synced(id, meta, failure);
    Claim own = claims.of(id);
    boolean overtaken = own != null && own.generation == meta.generation() && own.run >= meta.run();
    if (local != null && !overtaken) {
      tell(id, () -> ended(id, local.item(), meta, failure));
    }
  }

  private void ended(String id, T item, Meta meta, @Nullable Throwable failure) {
    if (hastened.servedBy(id, meta.run())) {
      sink.began(id);
    }
    if (failure != null) {
      sink.failed(id, item, failure);
    } else {
      sink.unchanged(id, item);
    }
  }

  /** An item has been hastened: the sync that this asked for may have ended already. */
  void hastened(String id) {
    LocalItem<T> local = items.get(id);
    if (local != null && hastened.servedBy(id, local.meta().run())) {
      Throwable failure = local.lastError();
      sink.began(id);
      if (failure != null) {
        sink.failed(id, local.item(), failure);
      } else {
        sink.unchanged(id, local.item());
      }
    }
  }

  /** An item has been removed at that version. */
  void removed(String id, long version, RemovalCause cause) {
    LocalItem<T> gone = items.remove(id, version, System.nanoTime());
    unreadable.remove(id);
    if (gone != null) {
      tell(id, () -> removed(id, gone, cause));
    }
  }

  private void removed(String id, LocalItem<T> gone, RemovalCause cause) {
    if (cause == RemovalCause.GONE && hastened.remove(id)) {
      sink.began(id);
    }
    hastened.remove(id);
    sink.removed(id, gone.item(), cause);
  }

  static RemovalCause cause(byte letter) {
    return switch (letter) {
      case 'G' -> RemovalCause.GONE;
      case 'E' -> RemovalCause.EVICTED;
      case 'X' -> RemovalCause.EXPIRED;
      default -> RemovalCause.DELETED;
    };
  }

  private void tell(String id, Runnable event) {
    Claim claim = claims.of(id);
    if (claim == null || !claim.defer(event)) {
      event.run();
    }
  }

  private static @Nullable Throwable failure(Meta meta, byte[] error) {
    return meta.failures() == 0 ? null : new SyncFailedElsewhereException(new String(error, UTF_8));
  }
}
