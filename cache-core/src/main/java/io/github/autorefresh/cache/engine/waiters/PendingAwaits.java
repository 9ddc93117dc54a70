package io.github.autorefresh.cache.engine.waiters;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.ConditionUnreachableException;
import io.github.autorefresh.cache.ItemDeletedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The futures that wait for an item to reach a state. They cause no sync. Thread-safe. */
public final class PendingAwaits<T extends CacheItem> {

  private final String cache;
  private final Claims claims;

  /** The sets are used only inside the map's lock; conditions are called outside of it. */
  private final ConcurrentHashMap<String, Set<Await<T>>> byId = new ConcurrentHashMap<>();

  private static final class Await<T extends CacheItem> extends Waiter<T> {

    private final PendingAwaits<T> pending;
    private final Predicate<? super T> condition;

    Await(PendingAwaits<T> pending, String id, Predicate<? super T> condition) {
      super(pending.cache, id, pending.claims);
      this.pending = pending;
      this.condition = condition;
    }

    @Override
    void forget() {
      pending.forget(this);
    }

    @SuppressWarnings("CatchThrowable") // what the condition throws is the future's failure
    void look(T item, boolean terminal) {
      if (isDone()) {
        return;
      }
      boolean holds;
      try {
        holds = condition.test(item);
      } catch (Throwable thrown) {
        completeExceptionally(thrown);
        return;
      }
      if (holds) {
        complete(item);
      } else if (terminal) {
        completeExceptionally(new ConditionUnreachableException(pending.cache, id()));
      }
    }
  }

  /** Looks up the entries of the cache. */
  @FunctionalInterface
  public interface Entries<T extends CacheItem> {

    /** The entry of this id, or null if there is none. */
    @Nullable CacheEntry<T> find(String id);
  }

  /** For the cache of this name and these claims. */
  public PendingAwaits(String cache, Claims claims) {
    this.cache = cache;
    this.claims = claims;
  }

  /**
   * Registers a future, then looks at the present state, so that no state in between is missed. The
   * future is forgotten once it is done, whoever completes it.
   *
   * @param entries looks up the present state, after registering
   */
  public CompletableFuture<T> register(
      String id, Predicate<? super T> condition, Entries<T> entries) {
    Await<T> await = new Await<>(this, id, condition);
    byId.compute(
        id,
        (key, present) -> {
          Set<Await<T>> awaits = present == null ? new LinkedHashSet<>(1) : present;
          awaits.add(await);
          return awaits;
        });
    CacheEntry<T> entry = entries.find(id);
    if (entry == null) {
      await.completeExceptionally(new ItemDeletedException(cache, id));
    } else {
      await.look(entry.item(), entry.nextSyncAt() == null);
    }
    return await;
  }

  /** True if there is no waiting future. */
  public boolean isEmpty() {
    return byId.isEmpty();
  }

  /** An item has this state now: completes the futures whose condition holds or never can. */
  public void reached(String id, T item, boolean terminal) {
    if (!byId.isEmpty()) {
      Waiter.each(of(id), await -> await.look(item, terminal));
    }
  }

  /** The item has left the cache: its futures fail. */
  public void removed(String id) {
    if (!byId.isEmpty()) {
      Waiter.each(
          of(id), await -> await.completeExceptionally(new ItemDeletedException(cache, id)));
    }
  }

  /** Fails all futures with this error. */
  public void failAll(Throwable error) {
    for (String id : byId.keySet()) {
      Waiter.each(of(id), await -> await.completeExceptionally(error));
    }
  }

  private Collection<Await<T>> of(String id) {
    List<Await<T>> all = new ArrayList<>();
    byId.computeIfPresent(
        id,
        (key, awaits) -> {
          all.addAll(awaits);
          return awaits;
        });
    return all;
  }

  private void forget(Await<T> await) {
    byId.computeIfPresent(
        await.id(),
        (key, awaits) -> {
          awaits.remove(await);
          return awaits.isEmpty() ? null : awaits;
        });
  }
}
