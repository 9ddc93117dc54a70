package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheFullException;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.CacheUnavailableException;
import java.util.Collection;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the items and their schedule. The engine does not know which implementation it has.
 *
 * <p>At most one caller at a time has the claim of an item. Claims are fenced by generation (one
 * life of an id, from its creation to its removal): what is committed for an item that has been
 * removed since, or removed and created again, is rejected. Operations on several items take {@link
 * ClaimedItems}, which saves round trips on a network and cache misses in memory.
 *
 * <p>A claim takes three steps: {@link #claim}, {@link #commit} and {@link #release}. Between the
 * last two the engine notifies its listeners of what was committed; of every other change the store
 * notifies the {@link ChangeSink}, on the thread that made it. Thread-safe.
 */
public interface ItemStore<T extends CacheItem> {

  /**
   * Loads the items that are in the store already, before the cache starts. Idempotent. A store
   * that cannot be reached is tried again in the background.
   */
  default void open() {}

  /** Frees the resources of an open store; reads and {@link #remove} still work. Idempotent. */
  default void close() {}

  /** The latest state of an item, or null. Local and wait-free. */
  @Nullable T find(String id);

  /** An item with what is known about it, at one moment, or null. Local. */
  @Nullable CacheEntry<T> entry(String id);

  /** All items; weakly consistent. */
  Stream<CacheEntry<T>> scan();

  /** The number of items. */
  long size();

  /**
   * First step of a creation. Returns the item if there is one. Otherwise makes a reservation of
   * the id, which counts towards the maximum size, and returns null; the caller must {@link
   * #fulfil} or {@link #forgo} it. Atomic per id; within a process, only one caller at a time may
   * create an id.
   *
   * @throws CacheFullException if the store is full and no terminal item can be evicted
   * @throws CacheUnavailableException if a shared store cannot be reached, or if another replica
   *     has a reservation of the id for longer than this one waits
   */
  @Nullable T reserve(String id);

  /**
   * Second step of a creation: the item becomes visible, and due at once unless terminal. Atomic.
   *
   * @param period the item's own period, as returned by {@link ItemPeriod#of}
   * @return the item that is in the store now
   */
  T fulfil(String id, T item, long period);

  /** Cancels a reservation. */
  void forgo(String id);

  /**
   * Removes an item. Atomic: of several callers, one gets true.
   *
   * @return false if there is no such item
   * @throws CacheUnavailableException if a shared store cannot be reached
   */
  boolean remove(String id);

  /**
   * Makes an item due now; a claimed one is due again as soon as its claim is released. Does
   * nothing for an absent or terminal item. Atomic. While a shared store cannot be reached, this is
   * postponed.
   */
  void hasten(String id);

  /**
   * The number of items that {@link #claim} would claim now, at most {@code max}. It is a hint for
   * how many threads to wake, and takes no permit.
   */
  int claimable(int max);

  /**
   * Claims due items, most overdue first, for the calling thread, which is about to sync them, and
   * adds them to {@code items}, which must be empty. It claims as many as are due and the limiter
   * permits, at most {@code max}, and takes one permit per {@link CacheSettings#maxBatch} items.
   * Each claim is atomic; together they are not. Does not notify the sink.
   *
   * @return the number of items claimed
   */
  int claim(ClaimedItems<T> items, int max);

  /**
   * Claims items for a probe during an outage: up to {@code max}, whether they are due or not, with
   * one permit. First those of {@code asked}; then, if {@code others} may be claimed too, those
   * that were not failing before the outage; among these the most overdue ones, or those due
   * soonest. This method, for stores that cannot do so, claims what is due.
   *
   * @param sinceNanos how long ago the outage began
   * @return the number of items claimed
   */
  default int claimProbe(
      ClaimedItems<T> items, int max, Collection<String> asked, boolean others, long sinceNanos) {
    return others || !asked.isEmpty() ? claim(items, max) : 0;
  }

  /**
   * An outage is over: every item whose failures began in it is due now, longest not synced first.
   * What is due now counts as never synced for the interval after its next success, since it has
   * been held up together. This method, for stores that cannot do so, does nothing.
   *
   * @param sinceNanos how long ago the outage began
   * @return how many items had failed in it
   */
  default long recover(long sinceNanos) {
    return 0;
  }

  /**
   * True if this store enforces the rate limit itself, by its settings, and asks no limiter: then
   * the settings say what the rate is, and otherwise the limiter does. Constant.
   */
  default boolean enforcesRate() {
    return false;
  }

  /**
   * How long a permit is valid after the claim that took it, in nanoseconds. One that is used later
   * would exceed the limit in the window in which it is used, so it must be {@linkplain
   * #renewPermit renewed} before its call. A store that enforces the limit at the claim, on a clock
   * other than the engine's, returns {@link Long#MAX_VALUE}, as this method does.
   */
  default long permitsLast() {
    return Long.MAX_VALUE;
  }

  /**
   * Takes a permit in place of one that is no longer valid, which is lost.
   *
   * @return false if none is free; then the call must not be made, and the claims of its items must
   *     be {@linkplain #release released}
   */
  default boolean renewPermit() {
    return true;
  }

  /**
   * Ends the claims of items for which no call was made, and gives back the permits that were taken
   * for them. Their due times do not change.
   *
   * @param ageNanos the time since the claim
   */
  default void giveBack(ClaimedItems<T> items, long ageNanos) {
    release(items);
  }

  /**
   * Puts the outcomes of synced items into effect. When this returns, each item whose generation
   * still exists has its new state and its next due time, and {@link ClaimedItems#isAccepted}
   * returns true for it. Of {@linkplain ClaimedItems#isDeferred deferred} items nothing changes,
   * and none is accepted. Runs no code of the application. Atomic per item; does not notify the
   * sink.
   *
   * <p>The claims go on, so that listeners are notified of a sync before the item's next one can
   * begin. {@link #release} follows at once, but for outcomes that {@linkplain ClaimedItems#hold
   * hold} the claim.
   */
  void commit(ClaimedItems<T> items);

  /**
   * Ends claims. An item with an accepted outcome is due when that outcome says; the due time of
   * any other does not change. Atomic per item.
   */
  void release(ClaimedItems<T> items);

  /**
   * Nanoseconds until more items can be claimed than {@link #claimable} returns now; {@link
   * Long#MAX_VALUE} if time alone does not lead to that. To be asked before {@link #claimable}:
   * what becomes due in between is counted there. A shared store calls {@link ControlSink#mayBeDue}
   * when anything but calls of this store's own methods makes it sooner.
   */
  long untilNextDue();

  /**
   * Removes terminal items that have been kept for the terminal retention, a bounded number at
   * once, and notifies the sink, whose listeners may block.
   */
  void expire();

  /**
   * Nanoseconds until {@link #expire} may have something to do; {@link Long#MAX_VALUE} if no item
   * is terminal.
   */
  long untilExpiry();

  /** The statistics at this moment. The cost does not depend on the number of items. */
  StoreStats stats();

  /**
   * Adopts new settings. If the resync period has changed, the time that is left until items on the
   * cache's own period are due is scaled with it. The caller has retuned the limiter before. In a
   * shared store the settings hold for all replicas.
   *
   * @throws CacheUnavailableException if a shared store cannot be reached; then nothing changes
   */
  void retune(CacheSettings settings);

  /**
   * Pauses syncing for all replicas that share this store, or resumes it.
   *
   * @throws CacheUnavailableException if a shared store cannot be reached; then nothing changes
   */
  default void pause(boolean paused) {}

  /** Creates stores. */
  @FunctionalInterface
  interface Factory {
    /** Creates a store for one cache. */
    <T extends CacheItem> ItemStore<T> create(StoreContext<T> context);
  }
}
