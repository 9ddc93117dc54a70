package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.ItemDeletedException;
import io.github.autorefresh.cache.spi.ClaimedItems;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a sync that begins after they asked. Requests are {@code asked} until a sync of
 * their item begins, which makes them {@code served}: its outcome is theirs, and no earlier one.
 * Thread-safe.
 */
final class PendingRefreshes<T extends CacheItem> {

  private final String cache;
  private final ConcurrentHashMap<String, Requests<T>> byId = new ConcurrentHashMap<>();

  /** Immutable: replaced as a whole, so that futures are completed outside the map's locks. */
  private record Requests<T>(
      List<CompletableFuture<@Nullable T>> asked, List<CompletableFuture<@Nullable T>> served) {

    Requests<T> with(CompletableFuture<@Nullable T> request) {
      return new Requests<>(joined(asked, List.of(request)), served);
    }

    @Nullable Requests<T> without(CompletableFuture<@Nullable T> request) {
      List<CompletableFuture<@Nullable T>> others = new ArrayList<>(asked);
      others.removeIf(other -> other == request);
      return others.isEmpty() && served.isEmpty()
          ? null
          : new Requests<>(List.copyOf(others), served);
    }

    Requests<T> allServed() {
      return new Requests<>(List.of(), joined(served, asked));
    }

    private static <E> List<E> joined(List<E> first, List<E> second) {
      List<E> all = new ArrayList<>(first);
      all.addAll(second);
      return List.copyOf(all);
    }
  }

  PendingRefreshes(String cache) {
    this.cache = cache;
  }

  /** True if nobody waits. */
  boolean isEmpty() {
    return byId.isEmpty();
  }

  CompletableFuture<@Nullable T> ask(String id) {
    CompletableFuture<@Nullable T> request = new CompletableFuture<>();
    byId.compute(
        id,
        (key, requests) ->
            (requests == null ? new Requests<T>(List.of(), List.of()) : requests).with(request));
    return request;
  }

  /** The sync of these items begins. */
  void begins(ClaimedItems<T> run, int from, int to) {
    if (byId.isEmpty()) {
      return;
    }
    for (int i = from; i < to; i++) {
      begin(run.item(i).id());
    }
  }

  /** A sync of this item begins, or has begun since all who wait for it now have asked. */
  void begin(String id) {
    byId.computeIfPresent(id, (key, requests) -> requests.allServed());
  }

  /** A sync has found this; whoever else asks of a terminal item has his answer too. */
  void found(T item) {
    if (byId.isEmpty()) {
      return;
    }
    if (item.isTerminal()) {
      completeAll(item.id(), request -> request.complete(item));
    } else {
      completeServed(item.id(), request -> request.complete(item));
    }
  }

  void failed(String id, Throwable error) {
    if (!byId.isEmpty()) {
      completeServed(id, request -> request.completeExceptionally(error));
    }
  }

  /** A sync has found the item gone. */
  void gone(String id) {
    if (!byId.isEmpty()) {
      completeServed(id, request -> request.complete(null));
      removed(id);
    }
  }

  void removed(String id) {
    if (!byId.isEmpty()) {
      completeAll(
          id, request -> request.completeExceptionally(new ItemDeletedException(cache, id)));
    }
  }

  /** A request that has its answer already. */
  void forget(String id, CompletableFuture<@Nullable T> request) {
    byId.computeIfPresent(id, (key, requests) -> requests.without(request));
  }

  void failAll(Throwable error) {
    for (String id : byId.keySet()) {
      completeAll(id, request -> request.completeExceptionally(error));
    }
  }

  private void completeServed(String id, Consumer<CompletableFuture<@Nullable T>> completion) {
    List<CompletableFuture<@Nullable T>> served = new ArrayList<>();
    byId.computeIfPresent(
        id,
        (key, requests) -> {
          served.addAll(requests.served());
          return requests.asked().isEmpty() ? null : new Requests<>(requests.asked(), List.of());
        });
    served.forEach(completion);
  }

  private void completeAll(String id, Consumer<CompletableFuture<@Nullable T>> completion) {
    Requests<T> requests = byId.remove(id);
    if (requests != null) {
      requests.served().forEach(completion);
      requests.asked().forEach(completion);
    }
  }
}
