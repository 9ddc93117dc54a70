package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.ConditionUnreachableException;
import io.github.autorefresh.cache.ItemDeletedException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who waits for an item to reach some state. They cost the item no sync. Thread-safe. */
final class PendingAwaits<T extends CacheItem> {

  private final String cache;
  private final ConcurrentHashMap<String, Set<Await<T>>> byId = new ConcurrentHashMap<>();

  private static final class Await<T extends CacheItem> {

    private final Predicate<? super T> condition;
    private final CompletableFuture<T> future = new CompletableFuture<>();

    Await(Predicate<? super T> condition) {
      this.condition = condition;
    }
  }

  PendingAwaits(String cache) {
    this.cache = cache;
  }

  /**
   * Registers first and looks at the present state then, so that no state is missed between.
   *
   * @param present asked after registering
   */
  CompletableFuture<T> register(String id, Predicate<? super T> condition, Present<T> present) {
    Await<T> await = new Await<>(condition);
    byId.compute(
        id,
        (key, others) -> {
          Set<Await<T>> all = others == null ? ConcurrentHashMap.newKeySet() : others;
          all.add(await);
          return all;
        });
    // However it ends, by us, by a cancellation or by a timeout of the caller's: it is forgotten.
    var unused = await.future.whenComplete((item, error) -> forget(id, await));
    T item = present.find(id);
    if (item == null) {
      await.future.completeExceptionally(new ItemDeletedException(cache, id));
    } else {
      look(await, item);
    }
    return await.future;
  }

  /** What {@code get} answers. */
  @FunctionalInterface
  interface Present<T> {
    @Nullable T find(String id);
  }

  /** True if nobody waits. */
  boolean isEmpty() {
    return byId.isEmpty();
  }

  /** An item has this state now. */
  void reached(T item) {
    if (!byId.isEmpty()) {
      of(item.id()).forEach(await -> look(await, item));
    }
  }

  void removed(String id) {
    if (!byId.isEmpty()) {
      of(id)
          .forEach(
              await -> await.future.completeExceptionally(new ItemDeletedException(cache, id)));
    }
  }

  void failAll(Throwable error) {
    byId.values()
        .forEach(awaits -> awaits.forEach(await -> await.future.completeExceptionally(error)));
  }

  private Set<Await<T>> of(String id) {
    return byId.getOrDefault(id, Set.of());
  }

  @SuppressWarnings("CatchThrowable") // what the condition throws is the future's failure
  private void look(Await<T> await, T item) {
    if (await.future.isDone()) {
      return;
    }
    try {
      if (await.condition.test(item)) {
        await.future.complete(item);
      } else if (item.isTerminal()) {
        await.future.completeExceptionally(new ConditionUnreachableException(cache, item.id()));
      }
    } catch (Throwable thrown) {
      await.future.completeExceptionally(thrown);
    }
  }

  private void forget(String id, Await<T> await) {
    byId.computeIfPresent(
        id,
        (key, awaits) -> {
          awaits.remove(await);
          return awaits.isEmpty() ? null : awaits;
        });
  }
}
