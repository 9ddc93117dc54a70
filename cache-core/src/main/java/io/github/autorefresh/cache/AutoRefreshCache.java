package io.github.autorefresh.cache;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A local replica of the state of items that an external system works on. The application registers
 * items by id; the cache calls the application's sync function for every live item, once per resync
 * period, in the background and under a rate limit. Reading never triggers a sync, never waits for
 * one and never runs the application's code.
 *
 * <p>Thread-safe. Ids and items are never null: a null argument is a {@link NullPointerException}
 * that names it. Made by {@code AutoRefreshCacheBuilder}; not for users to implement, since methods
 * may be added.
 *
 * @param <T> what is kept per item
 */
public interface AutoRefreshCache<T extends CacheItem> extends AutoCloseable {

  /** The name of this cache in logs, meters and threads. */
  String name();

  /**
   * Begins to sync. Items may be registered before. Does nothing while running.
   *
   * @throws CacheClosedException after {@link #close}
   */
  void start();

  /**
   * Ends all syncing: no call of the sync function starts after this method begins. Running calls
   * get the shutdown timeout to end, then are interrupted; this method returns at most a second
   * later, and nothing that a call answers afterwards is kept. Items stay, readable, and {@link
   * #start} takes up their syncing again. Called by the sync function or a listener of this very
   * cache, it does not wait for its caller.
   */
  void stop();

  /** True between {@link #start} and {@link #stop}, also while paused. */
  boolean isRunning();

  /** Stops for good. Reads and {@link #delete} still answer; pending futures fail. */
  @Override
  void close();

  /** Returns the latest known state, or null if there is no such item. Wait-free. */
  @Nullable T get(String id);

  /**
   * Registers {@code item} unless its id is known, and returns the one that is in the cache. A new
   * item is due at once.
   *
   * @throws IllegalArgumentException if the item's id is null or its resync period not positive
   * @throws CacheFullException if the cache is full of live items
   * @throws CacheUnavailableException if a shared store cannot be reached
   * @throws CacheClosedException after {@link #close}
   */
  T getOrCreate(T item);

  /**
   * Returns the item, or calls {@code creator} to make it and registers what it returns. Per absent
   * id the creator runs at most once: callers that come while it runs wait for it and get its item,
   * or its exception. Meanwhile {@link #get} answers null.
   *
   * @param creator called on this thread with the id; returns an item of that id
   * @throws NullPointerException if the creator returns null
   * @throws IllegalArgumentException if it returns an item of another id, or one that {@link
   *     #getOrCreate(CacheItem)} would refuse
   * @throws IllegalStateException if it asks this cache for its own id
   * @throws CacheFullException if the cache is full of live items; then the creator is not called
   * @throws CacheClosedException after {@link #close}
   */
  T getOrCreate(String id, Function<? super String, ? extends T> creator);

  /**
   * Removes an item. A sync in flight cannot bring it back.
   *
   * @return false if there is no such item
   * @throws CacheUnavailableException if a shared store cannot be reached
   */
  boolean delete(String id);

  /**
   * Makes an item due now, ahead of its period and of any backoff but still under the rate limit.
   * The future completes with what a sync that began after this call found: the item, or null if
   * the external system no longer knows it. A terminal item completes it at once.
   *
   * <p>It fails with {@link ItemDeletedException} if the item is absent or leaves the cache first,
   * with the sync's own failure, or with {@link CacheClosedException}.
   */
  CompletableFuture<@Nullable T> refresh(String id);

  /**
   * Waits for a state, without a poll of its own: however many wait, the item is synced as often as
   * ever. The future completes with the first state seen for which {@code condition} holds.
   *
   * <p>It fails with {@link ItemDeletedException} if the item is absent or leaves the cache, with
   * {@link ConditionUnreachableException} if the item is terminal and the condition still false,
   * with what the condition throws, or with {@link CacheClosedException}.
   *
   * @param condition called on this thread once, then on the threads that commit new states
   */
  CompletableFuture<T> await(String id, Predicate<? super T> condition);

  /** How many items there are. */
  long size();

  /** Returns an item with what is known about it, or null if there is no such item. */
  @Nullable CacheEntry<T> entry(String id);

  /** All entries, weakly consistent: each item that is there throughout is seen exactly once. */
  Stream<CacheEntry<T>> entries();

  /** The figures of this moment. */
  CacheStats stats();

  /** Adds a listener; one that was added before is not added again. */
  void addListener(CacheListener<? super T> listener);

  /** Removes a listener, if it was added. */
  void removeListener(CacheListener<? super T> listener);

  /** The settings in force. */
  CacheSettings settings();

  /**
   * Changes tps, burst and resync period while running: all or nothing, and no sync is lost or
   * doubled. The time that items on the cache's own period still have until they are due is
   * stretched or shortened in proportion.
   *
   * <p>Replicas that share a store share these settings: what was set last holds for all of them,
   * those included that start later with other ones, until {@link #resetSettings}.
   *
   * @param change makes new settings of the present ones; called once, on this thread
   * @throws IllegalArgumentException if it changes anything else, naming the setting
   * @throws CacheClosedException after {@link #close}
   * @throws CacheUnavailableException if a shared store cannot be reached; then nothing changes
   */
  void retune(UnaryOperator<CacheSettings> change);

  /**
   * Changes tps, burst and resync period to what this cache was built with, as {@link #retune}
   * would. In a shared store that makes this replica's configuration hold for all.
   *
   * @throws CacheClosedException after {@link #close}
   * @throws CacheUnavailableException if a shared store cannot be reached; then nothing changes
   */
  void resetSettings();

  /**
   * Holds all syncing until {@link #resume}; running calls end normally. Like {@link #retune}, it
   * holds for all replicas that share a store.
   *
   * @throws CacheUnavailableException if a shared store cannot be reached; then nothing changes
   */
  void pause();

  /** Ends a {@link #pause}. */
  void resume();

  /** True between {@link #pause} and {@link #resume}. */
  boolean isPaused();

  /** When the engine last looked for work, or null if it never has; for health checks. */
  @Nullable Instant lastTurnAt();
}
