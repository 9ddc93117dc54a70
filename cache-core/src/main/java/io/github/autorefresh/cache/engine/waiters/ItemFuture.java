package io.github.autorefresh.cache.engine.waiters;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A future that is completed by a later sync of an item. A thread that holds the claim of the item
 * would wait for itself, so {@code get} and {@code join} fail there at once. Futures derived from
 * this one, as by {@link #thenApply}, behave the same.
 */
class ItemFuture<V extends @Nullable Object> extends CompletableFuture<V> {

  private final String cache;
  private final String id;
  private final Claims claims;

  ItemFuture(String cache, String id, Claims claims) {
    this.cache = cache;
    this.id = id;
    this.claims = claims;
  }

  final String cache() {
    return cache;
  }

  final String id() {
    return id;
  }

  /**
   * As {@link CompletableFuture#get()}.
   *
   * @throws IllegalStateException if this is not done and cannot be before this thread returns
   */
  @Override
  public V get() throws InterruptedException, ExecutionException {
    refuseToWaitForOneself();
    return super.get();
  }

  /**
   * As {@link CompletableFuture#get(long, TimeUnit)}.
   *
   * @throws IllegalStateException if this is not done and cannot be before this thread returns
   */
  @Override
  public V get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    refuseToWaitForOneself();
    return super.get(timeout, unit);
  }

  /**
   * As {@link CompletableFuture#join}.
   *
   * @throws IllegalStateException if this is not done and cannot be before this thread returns
   */
  @Override
  public V join() {
    refuseToWaitForOneself();
    return super.join();
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
    return new ItemFuture<>(cache, id, claims);
  }

  private void refuseToWaitForOneself() {
    if (!isDone() && claims.areHeldHere(id)) {
      throw new IllegalStateException(
          "A sync of item \""
              + id
              + "\" of cache \""
              + cache
              + "\", or a listener or condition notified of it, waits for another sync of"
              + " that item, which cannot begin before this one has ended");
    }
  }
}
