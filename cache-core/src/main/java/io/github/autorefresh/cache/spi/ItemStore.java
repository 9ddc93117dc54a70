package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheFullException;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.CacheUnavailableException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where items and their schedule are kept. The engine does not know which store it has.
 *
 * <p>An item is claimed by at most one caller at a time, and everything about a claim is fenced by
 * the item's generation: what is committed for an item that has been removed since, or removed and
 * created again, is refused. Verbs for many items work on {@link ClaimedItems}, which pays on a
 * network and in a processor's cache alike.
 *
 * <p>A claim goes through three verbs: {@link #claim}, {@link #commit} and {@link #release}. What
 * is committed the engine tells its listeners itself, between the last two; all else that changes
 * is told to the {@link ChangeSink} by the thread that caused it. Thread-safe.
 */
public interface ItemStore<T extends CacheItem> {

  /**
   * Makes the items local that are in the store already, before the cache starts. Idempotent. A
   * store that can't be reached is tried again in the background.
   */
  default void open() {}

  /** Lets go of what an open store holds; reads and {@link #remove} still answer. Idempotent. */
  default void close() {}

  /** The latest state of an item, or null. Local and wait-free. */
  @Nullable T find(String id);

  /** An item with what is known about it, or null. Local. */
  @Nullable CacheEntry<T> entry(String id);

  /** All items; weakly consistent. */
  Stream<CacheEntry<T>> scan();

  /** How many items there are. */
  long size();

  /**
   * First step of a creation: returns the item if there is one, or else null after taking the id
   * and a place for the caller, who must {@link #fulfil} or {@link #forgo} it. Atomic per id; in
   * one process only one caller at a time may create an id.
   *
   * @throws CacheFullException if all places are taken and no terminal item can be evicted
   * @throws CacheUnavailableException if a shared store cannot be reached, or another replica is
   *     about to create the item for longer than this one waits
   */
  @Nullable T reserve(String id);

  /**
   * Second step of a creation: the item becomes visible, and due at once unless terminal. Atomic.
   *
   * @param period the item's own period, as {@link ItemPeriod#of} tells it
   * @return the item that is in the store now
   */
  T fulfil(String id, T item, long period);

  /** Gives a reserved id and place back. */
  void forgo(String id);

  /**
   * Removes an item; false if there is none. Atomic: of several callers one gets true.
   *
   * @throws CacheUnavailableException if a shared store cannot be reached
   */
  boolean remove(String id);

  /**
   * Makes an item due now; if it is claimed, due again as soon as it is released. Nothing happens
   * to an absent or terminal item. Atomic. While a shared store cannot be reached it is put off.
   */
  void hasten(String id);

  /**
   * How many items {@link #claim} would claim now, at most {@code max}: a hint for how many threads
   * to wake. It takes no permit.
   */
  int claimable(int max);

  /**
   * Claims items that are due, most overdue first, for the calling thread, which is about to sync
   * them, and puts them into {@code items}, which must be empty: as many as are due, as the limiter
   * permits, and at most {@code max}. One permit is taken per {@link CacheSettings#maxBatch} items.
   * Each claim is atomic, all of them together are not. Tells the sink nothing.
   *
   * @return how many were claimed
   */
  int claim(ClaimedItems<T> items, int max);

  /**
   * How long permits stay valid after the claim that took them, in nanoseconds. A permit that is
   * used later is one too many in the window in which it is used, so an older one must be
   * {@linkplain #renewPermit renewed} before its call. A store that keeps the rate limit at the
   * claim, by a clock that is not the engine's, gives {@link Long#MAX_VALUE}, as this method does.
   */
  default long permitsLast() {
    return Long.MAX_VALUE;
  }

  /**
   * Exchanges a permit of a claim that is no longer valid for one that is free now.
   *
   * @return false if none is free; the old permit has been given back all the same, so the claim of
   *     its items must be {@linkplain #release released}
   */
  default boolean renewPermit() {
    return true;
  }

  /**
   * Ends the claims of items that were not called, and gives the permits taken for them back: they
   * are due when they were.
   */
  default void giveBack(ClaimedItems<T> items) {
    release(items);
  }

  /**
   * Puts the outcomes of synced items into effect. For each item whose generation still stands, the
   * outcome can be read and its next due time is set when this returns, and {@link
   * ClaimedItems#isAccepted} tells. Runs no code of the application. Atomic per item; tells the
   * sink nothing.
   *
   * <p>The claims go on, so that an item's sync is told of before the next can begin; but unless a
   * outcome {@linkplain ClaimedItems#hold holds}, {@link #release} follows at once.
   */
  void commit(ClaimedItems<T> items);

  /**
   * Ends claims: each item is due when its accepted outcome says, and without one when it was.
   * Atomic per item.
   */
  void release(ClaimedItems<T> items);

  /**
   * Nanoseconds until more can be claimed than {@link #claimable} tells now; {@link Long#MAX_VALUE}
   * if that takes something to happen first. A shared store tells {@link ControlSink#mayBeDue} of
   * whatever makes it sooner but this store's own verbs.
   */
  long untilNextDue();

  /**
   * Removes terminal items that have been kept for their time, a bounded number at once, and tells
   * the sink, whose listeners may block.
   */
  void expire();

  /**
   * Nanoseconds until {@link #expire} may have something to do; {@link Long#MAX_VALUE} if no item
   * is terminal.
   */
  long untilExpiry();

  /** The figures of this moment; cheap at any size. */
  StoreStats stats();

  /**
   * Takes new settings; if the resync period has changed, the remaining time of items on the
   * cache's own period is scaled with it. The limiter is retuned by the caller, before. In a shared
   * store they hold for all replicas.
   *
   * @throws CacheUnavailableException if a shared store cannot be reached; then nothing changes
   */
  void retune(CacheSettings settings);

  /**
   * Holds all syncing, or no longer, for whoever shares this store.
   *
   * @throws CacheUnavailableException if a shared store cannot be reached; then nothing changes
   */
  default void pause(boolean paused) {}

  /** Makes a store for one cache. */
  @FunctionalInterface
  interface Factory {
    /** Makes a store. */
    <T extends CacheItem> ItemStore<T> create(StoreContext<T> context);
  }
}
