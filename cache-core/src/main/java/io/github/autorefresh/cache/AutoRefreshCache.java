package io.github.autorefresh.cache;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A local copy of the state of items that an external system works on. The application registers
 * items by id; the cache calls the application's sync function for every live item once per resync
 * period, in the background and under a rate limit. A read never triggers a sync, never waits for
 * one and never runs code of the application.
 *
 * <p>Thread-safe. No argument may be null: a null argument throws a {@link NullPointerException}
 * that names it. Instances are built by {@code AutoRefreshCacheBuilder}. Applications must not
 * implement this interface, since methods may be added.
 *
 * @param <T> the type of the items
 */
public interface AutoRefreshCache<T extends CacheItem> extends AutoCloseable {

  /** The name of this cache in logs, meters and thread names. */
  String name();

  /**
   * Starts syncing. Items may be registered before that. Does nothing if the cache is running.
   *
   * @throws CacheClosedException after {@link #close}
   * @throws Error if no thread can be started; the cache is not running then
   */
  void start();

  /**
   * Stops syncing: no call of the sync function, nor of the {@link ItemHandler}, starts after this
   * method begins. It waits for running calls, and interrupts those that still run after the
   * shutdown timeout, or after the sync timeout if that is shorter. If the calling thread is
   * interrupted, it interrupts them at once. This method returns at most a second later. What a
   * sync returns after that is discarded; a handler that returns has handled its item even then.
   * Listeners may still be notified of earlier outcomes. Items stay and can be read; {@link #start}
   * resumes their syncs. Does nothing if the cache is stopped.
   *
   * <p>The sync function, listeners and the handler of this cache may call this method. It does not
   * wait for the call or listener that it is called from, and discards the result of that sync.
   */
  void stop();

  /** True between {@link #start} and {@link #stop}, including while paused. */
  boolean isRunning();

  /**
   * Stops for good, as {@link #stop} does. Reads and {@link #delete} still work. Pending futures
   * fail with {@link CacheClosedException}, and calls of {@link #getOrCreate} that wait for the
   * creator of another call throw it. Idempotent.
   */
  @Override
  void close();

  /** Returns the latest known state, or null if there is no such item. Wait-free. */
  @Nullable T get(String id);

  /**
   * Registers {@code item} unless there is an item with its id, and returns the item that is in the
   * cache. A new item is due at once, unless it is terminal.
   *
   * @throws IllegalArgumentException if the item's id is null or its resync period not positive
   * @throws CacheFullException if the cache is full of live items
   * @throws CacheUnavailableException if a shared store cannot be reached
   * @throws CacheClosedException after {@link #close}
   */
  T getOrCreate(T item);

  /**
   * Returns the item with this id, or calls {@code creator} and registers the item that it returns.
   * At most one creator runs per absent id: calls for the same id made meanwhile, of either form,
   * wait for it and return its item or throw its exception. Until it has returned, {@link #get}
   * returns null. What the creator throws is thrown unchanged, and nothing is stored.
   *
   * @param creator called on this thread with the id; returns an item with that id
   * @throws NullPointerException if the creator returns null
   * @throws IllegalArgumentException if it returns an item with another id, or one that {@link
   *     #getOrCreate(CacheItem)} rejects
   * @throws IllegalStateException if creators would wait for each other forever: if this call is
   *     made by the creator of this id, or by the creator of an item that the creator of this id
   *     waits for, directly or through others, in this cache or another
   * @throws CacheFullException if the cache is full of live items; then the creator is not called
   * @throws CacheUnavailableException if a shared store cannot be reached
   * @throws CacheClosedException after {@link #close}
   */
  T getOrCreate(String id, Function<? super String, ? extends T> creator);

  /**
   * Removes an item. A sync in flight cannot bring it back. An item whose creator is still running
   * is not in the cache yet.
   *
   * @return false if there is no such item
   * @throws CacheUnavailableException if a shared store cannot be reached
   */
  boolean delete(String id);

  /**
   * Makes an item due now, regardless of its period and of any backoff but still under the rate
   * limit. The future completes with the outcome of a sync that began after this call: the item, or
   * null if the external system no longer has it. For a terminal item it is complete at once. While
   * the cache is stopped or paused it stays pending.
   *
   * <p>It fails with {@link ItemDeletedException} if the item is absent or leaves the cache first,
   * with what the sync threw if that failed, or with {@link CacheClosedException}. If the item is
   * removed and at once created again, the future may stay pending for the new item.
   *
   * <p>Some code of the application must not wait for this future: a sync of the same item, and a
   * listener or condition that is called with the item's creation or with the outcome of its sync.
   * The next sync begins only when that code has returned, so the wait would never end. Where the
   * cache detects this, {@code get} and {@code join} of the future throw an {@link
   * IllegalStateException}.
   *
   * @throws CacheClosedException after {@link #close}
   */
  CompletableFuture<@Nullable T> refresh(String id);

  /**
   * Waits for a state without causing syncs: however many callers wait, the item is synced as often
   * as it would be without them. The future completes with the first state that the cache sees for
   * which {@code condition} returns true. The present state counts.
   *
   * <p>It fails with {@link ItemDeletedException} if the item is absent or leaves the cache, with
   * {@link ConditionUnreachableException} if the item is terminal and the condition still false,
   * with what the condition throws, or with {@link CacheClosedException}. Cancelling it affects no
   * other future. If the item is removed and at once created again, the future may stay pending for
   * the new item.
   *
   * <p>The code that must not wait for {@link #refresh} must not wait for this future either.
   *
   * @param condition called once on this thread, then with each new state on the thread that
   *     notifies listeners of it
   * @throws CacheClosedException after {@link #close}
   */
  CompletableFuture<T> await(String id, Predicate<? super T> condition);

  /**
   * Calls the {@link ItemHandler} again now for an item that it has not handled yet, regardless of
   * any backoff. If a call for the item is running and fails, the next one follows at once.
   *
   * @return false if no such item is unhandled
   * @throws CacheUnavailableException if a shared store cannot be reached
   */
  boolean retryHandler(String id);

  /** The number of items, terminal ones included. */
  long size();

  /** Returns an item with what the cache knows about it, or null if there is no such item. */
  @Nullable CacheEntry<T> entry(String id);

  /**
   * All entries. Weakly consistent: an item that stays in the cache during the traversal is seen
   * exactly once.
   */
  Stream<CacheEntry<T>> entries();

  /** The statistics at this moment. */
  CacheStats stats();

  /**
   * What a {@linkplain Cadence.Learned learned cadence} has learned of each kind of items, in no
   * order; empty if the cadence is fixed. Calls {@code toString} of the kinds, which is code of the
   * application.
   */
  default List<KindCadence> cadenceByKind() {
    return List.of();
  }

  /** Adds a listener. Does nothing if it has been added already. */
  void addListener(CacheListener<? super T> listener);

  /** Removes a listener. Does nothing if it has not been added. */
  void removeListener(CacheListener<? super T> listener);

  /** The settings in force. */
  CacheSettings settings();

  /**
   * Changes tps, burst and resync period while the cache runs. Either all changes take effect or
   * none, and no sync is lost or made twice. For items that are not failing and have no period of
   * their own, the time left until they are due is scaled in proportion to the change of the
   * period.
   *
   * <p>Replicas that share a store share these settings: the last change holds for all of them,
   * including those that start later with other settings, until {@link #resetSettings}.
   *
   * @param change returns the new settings, given the present ones; called once, on this thread
   * @throws IllegalArgumentException if it changes any other setting; the message names it
   * @throws CacheClosedException after {@link #close}
   * @throws CacheUnavailableException if a shared store cannot be reached; then nothing changes
   */
  void retune(UnaryOperator<CacheSettings> change);

  /**
   * Sets tps, burst and resync period to the configured values, as {@link #retune} would: those
   * that this cache was built with or, with Spring Boot, those that its properties were last bound
   * to. With a shared store, these values then hold for all replicas.
   *
   * @throws CacheClosedException after {@link #close}
   * @throws CacheUnavailableException if a shared store cannot be reached; then nothing changes
   */
  void resetSettings();

  /**
   * Suspends syncing until {@link #resume}. Running calls end normally, and the {@link ItemHandler}
   * is still called. Like {@link #retune}, this holds for all replicas that share a store.
   *
   * @throws CacheUnavailableException if a shared store cannot be reached; then nothing changes
   */
  void pause();

  /**
   * Ends a {@link #pause}, and a hold that a {@link RetryAfterException} has caused.
   *
   * @throws CacheUnavailableException if a shared store cannot be reached; then nothing changes
   */
  void resume();

  /** True between {@link #pause} and {@link #resume}. */
  boolean isPaused();

  /** When the engine last looked for due items, or null if it never has; for health checks. */
  @Nullable Instant lastTurnAt();
}
