package io.github.autorefresh.cache.engine.waiters;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.ItemDeletedException;
import io.github.autorefresh.cache.spi.ChangeSink;
import io.github.autorefresh.cache.spi.ClaimedItems;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The requests for a refresh. The result of a request is the outcome of the first sync of its item
 * that begins after it, and never that of an earlier sync. Each request costs constant time.
 * Thread-safe.
 */
public final class PendingRefreshes<T extends CacheItem> {

  private final String cache;
  private final Claims claims;
  private final ConcurrentHashMap<String, Requests<T>> byId = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  /** Those of one item; used only inside the map's lock. Futures are completed outside of it. */
  private static final class Requests<T extends CacheItem> {

    /** In the order of their arrival, so that those for which a sync has begun come first. */
    private final Set<Request<T>> waiting = new LinkedHashSet<>(1);

    /** How many syncs have begun here since the first request. */
    private int syncs;
  }

  private static final class Request<T extends CacheItem> extends Waiter<@Nullable T> {

    private final PendingRefreshes<T> pending;

    // Used only inside the map's lock.

    private long number;

    /** A sync elsewhere has served it; its outcome is about to be told. */
    private boolean isServedElsewhere;

    /** How many syncs had begun when it arrived: an outcome serves it if more have begun. */
    private int syncsBefore;

    private final Runnable whenDone;

    Request(PendingRefreshes<T> pending, String id, Runnable whenDone) {
      super(pending.cache, id, pending.claims);
      this.pending = pending;
      this.whenDone = whenDone;
    }

    @Override
    void forget() {
      pending.forget(this);
      whenDone.run();
    }
  }

  /** For the cache of this name and these claims. */
  public PendingRefreshes(String cache, Claims claims) {
    this.cache = cache;
    this.claims = claims;
  }

  /** True if there is no request. */
  public boolean isEmpty() {
    return byId.isEmpty();
  }

  /** The ids that are waited for, so many at most. */
  public List<String> ids(int most) {
    return byId.isEmpty() ? List.of() : byId.keySet().stream().limit(most).toList();
  }

  /**
   * Adds a request, which is forgotten once it is done, whoever completes it.
   *
   * @param whenDone run then, perhaps more than once; must not throw
   */
  public CompletableFuture<@Nullable T> ask(String id, Runnable whenDone) {
    Request<T> request = new Request<>(this, id, whenDone);
    byId.compute(
        id,
        (key, present) -> {
          Requests<T> requests = present == null ? new Requests<>() : present;
          request.number = numbers.incrementAndGet();
          request.syncsBefore = requests.syncs;
          requests.waiting.add(request);
          return requests;
        });
    return request;
  }

  /** The sync of the items from index {@code from} to before {@code to} begins. */
  public void begins(ClaimedItems<T> items, int from, int to) {
    if (byId.isEmpty()) {
      return;
    }
    for (int i = from; i < to; i++) {
      begin(items.id(i));
    }
  }

  private void begin(String id) {
    byId.computeIfPresent(
        id,
        (key, requests) -> {
          requests.syncs++;
          return requests;
        });
  }

  /** The number of the last request of this item; zero if there is none. */
  public long last(String id) {
    long[] last = new long[1];
    byId.computeIfPresent(
        id,
        (key, requests) -> {
          requests.waiting.forEach(request -> last[0] = request.number);
          return requests;
        });
    return last[0];
  }

  /**
   * A sync elsewhere has ended, which began after the requests up to that number: only its outcome
   * answers them, or the end of the item or of the cache.
   */
  public ChangeSink.Refreshes<T> served(String id, long upTo) {
    List<Request<T>> served = new ArrayList<>();
    byId.computeIfPresent(
        id,
        (key, requests) -> {
          for (Request<T> request : requests.waiting) {
            if (request.number <= upTo && !request.isServedElsewhere) {
              request.isServedElsewhere = true;
              served.add(request);
            }
          }
          return requests;
        });
    return new ChangeSink.Refreshes<>() {
      @Override
      public void found(T item) {
        Waiter.each(served, request -> request.complete(item));
      }

      @Override
      public void failed(Throwable error) {
        Waiter.each(served, request -> request.completeExceptionally(error));
      }

      @Override
      public void gone() {
        Waiter.each(served, request -> request.complete(null));
      }
    };
  }

  /** A sync has found this state. If it is terminal, all requests complete with it. */
  public void found(String id, T item, boolean terminal) {
    if (!byId.isEmpty()) {
      Waiter.each(terminal ? takeAll(id) : takeServed(id), request -> request.complete(item));
    }
  }

  /** A sync has failed. */
  public void failed(String id, Throwable error) {
    if (!byId.isEmpty()) {
      Waiter.each(takeServed(id), request -> request.completeExceptionally(error));
    }
  }

  /** A sync has found the item gone. */
  public void gone(String id) {
    if (!byId.isEmpty()) {
      Waiter.each(takeServed(id), request -> request.complete(null));
    }
  }

  /** The item has left the cache: its requests fail. */
  public void removed(String id) {
    if (!byId.isEmpty()) {
      Waiter.each(
          takeAll(id),
          request -> request.completeExceptionally(new ItemDeletedException(cache, id)));
    }
  }

  /** Fails all requests with this error. */
  public void failAll(Throwable error) {
    for (String id : byId.keySet()) {
      Waiter.each(takeAll(id), request -> request.completeExceptionally(error));
    }
  }

  private Collection<Request<T>> takeAll(String id) {
    Requests<T> requests = byId.remove(id);
    return requests == null ? List.of() : requests.waiting;
  }

  private Collection<Request<T>> takeServed(String id) {
    List<Request<T>> served = new ArrayList<>();
    byId.computeIfPresent(
        id,
        (key, requests) -> {
          Iterator<Request<T>> oldest = requests.waiting.iterator();
          while (oldest.hasNext()) {
            Request<T> request = oldest.next();
            if (request.syncsBefore == requests.syncs) {
              break;
            }
            if (!request.isServedElsewhere) {
              oldest.remove();
              served.add(request);
            }
          }
          return requests.waiting.isEmpty() ? null : requests;
        });
    return served;
  }

  private void forget(Request<T> request) {
    byId.computeIfPresent(
        request.id(),
        (key, requests) -> {
          requests.waiting.remove(request);
          return requests.waiting.isEmpty() ? null : requests;
        });
  }
}
