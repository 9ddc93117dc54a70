package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheFullException;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.CacheUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the items and their schedule. The engine does not know which implementation it uses.
 *
 * <p>At most one caller at a time holds the claim of an item. Claims are fenced by generation (one
 * life of an id, from its creation to its removal): an outcome for an item that has been removed
 * since its claim, or removed and created again, is rejected. Operations on several items take
 * {@link ClaimedItems}, which saves round trips over a network and cache misses in memory.
 *
 * <p>A claim has three steps: {@link #claim}, {@link #commit} and {@link #release}. Between the
 * last two the engine notifies its listeners of what was committed. Of every other change the store
 * notifies the {@link ChangeSink}: on the thread that made it, or on one that still notifies of an
 * earlier change of the item; a shared store also on threads of its own, of what others have
 * changed, of what has expired, and of what happened while the engine notified. Thread-safe.
 */
public interface ItemStore<T extends CacheItem> extends SharedStore {

  /**
   * Loads the items that are in the store already, before the cache starts. Idempotent. If the
   * store cannot be reached, it tries again in the background.
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
   * the id, which counts towards the maximum size, and returns null; the caller must then {@link
   * #fulfil} or {@link #forgo} it. Atomic per id. Within a process, the caller must see to it that
   * only one thread at a time creates an id.
   *
   * @throws CacheFullException if the store is full and no terminal item can be evicted
   * @throws CacheUnavailableException if a shared store cannot be reached, or if another replica
   *     holds a reservation of the id for longer than this one waits
   */
  @Nullable T reserve(String id);

  /**
   * Second step of a creation: the item becomes visible, and due unless terminal. Atomic. Ends the
   * reservation, also if it throws.
   *
   * @param period the item's own period, as returned by {@link ItemPeriod#of}
   * @param untilFirstSync nanoseconds until it is due; if positive, it counts as synced now; if
   *     zero, it is due at once, and counts as never synced
   * @return the item that is in the store now: this one, or that of another replica
   * @throws CacheFullException if a shared store has lost the reservation and is full
   * @throws CacheUnavailableException if a shared store cannot be reached
   */
  T fulfil(String id, T item, long period, long untilFirstSync);

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
   * Makes an item due now; a claimed item is due again as soon as its claim is released. One that
   * is due already may be claimed sooner. Does nothing for an absent or terminal item. Atomic. If a
   * shared store cannot be reached, this is done once it can.
   */
  void hasten(String id);

  /**
   * The number of items that {@link #claim} would claim now, at most {@code max}. It is a hint for
   * how many threads to wake, and takes no permit.
   */
  int claimable(int max);

  /**
   * Claims due items for the calling thread, which is about to sync them, and adds them to {@code
   * items}, which must be empty: the most overdue first, but a store may let what was {@linkplain
   * #hasten hastened}, and what is new, not wait behind what is due by the clock. It claims as many
   * as are due and the limiter permits, at most {@code max}, and takes one permit per {@link
   * CacheSettings#maxBatch} items. Each claim is atomic; together they are not. Does not notify the
   * sink.
   *
   * @return the number of items claimed
   */
  int claim(ClaimedItems<T> items, int max);

  /**
   * Claims items for a probe during an outage: up to {@code max}, whether they are due or not, with
   * one permit, one at a time. First those of {@code asked}; then, if {@code others} may be claimed
   * too, the others in the order of {@link ProbeOrder}. The default claims what is due.
   *
   * @param sinceNanos how long ago the outage began
   * @return the number of items claimed
   */
  default int claimProbe(
      ClaimedItems<T> items, int max, Collection<String> asked, boolean others, long sinceNanos) {
    return others || !asked.isEmpty() ? claim(items, max) : 0;
  }

  /**
   * Nanoseconds until a permit may be free for {@link #claimProbe}; zero if one is, or if that is
   * not known, as by this method. Call it when a probe is to be made: like {@link #untilNextDue} it
   * may reserve the permit, so that others who share the limit do not take each one.
   */
  default long untilProbe() {
    return 0;
  }

  /**
   * Nothing is claimed from now on until the next {@link #claim}, whatever is due: because of a
   * pause, a stop, a hold or an outage. What becomes due meanwhile is held up, which is no overload
   * and stretches nothing. This method, for stores that do not stretch or know it themselves, does
   * nothing.
   */
  default void suspend() {}

  /**
   * An outage is over: every item whose failures began in it is due now, longest not synced first.
   * This method, for stores that cannot do so, does nothing. If it throws, the outage goes on.
   *
   * @param sinceNanos how long ago the outage began
   * @return how many items had failed in it
   */
  default long recover(long sinceNanos) {
    return 0;
  }

  /**
   * True if this store enforces the rate limit itself, by its settings, without a limiter. If true,
   * the settings say what the rate is; otherwise the limiter does. Constant.
   */
  default boolean enforcesRate() {
    return false;
  }

  /**
   * True if this store tells the {@linkplain ClaimedItems#histories histories} of what it claims
   * when the settings' cadence is learned, and reckons with the intervals that are planned. If
   * false, which is the default, the cadence is fixed. Constant.
   */
  default boolean keepsHistories() {
    return false;
  }

  /**
   * How long a permit is valid after {@link ClaimedItems#permittedAt()}, in nanoseconds. A permit
   * used later could exceed the limit in the window in which it is used, so it must be {@linkplain
   * #renewPermit renewed} before its call. A store that enforces the limit at the claim, on a clock
   * other than the engine's, returns {@link Long#MAX_VALUE}, which is the default.
   */
  default long permitsLast() {
    return Long.MAX_VALUE;
  }

  /**
   * Takes a new permit in place of one that is no longer valid. The old one is lost.
   *
   * @return false if no permit is free; the call must not be made then, and the claims of its items
   *     must be {@linkplain #release released}
   */
  default boolean renewPermit() {
    return true;
  }

  /**
   * Ends the claims of items for which no call was made, and gives back the permits that were taken
   * for them. Their due times do not change, unless they were {@linkplain #hasten hastened}.
   *
   * @param ageNanos nanoseconds since the claim
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
   * <p>The claims last beyond the commit, so that listeners are notified of a sync before the
   * item's next one can begin. Then {@link #release} follows; for outcomes that {@linkplain
   * ClaimedItems#hold hold} the claim, once the call has returned.
   */
  void commit(ClaimedItems<T> items);

  /**
   * The engine has notified its listeners of outcomes that {@linkplain ClaimedItems#hold hold} the
   * claim: {@link #release} may follow much later, and what happens to the items until then need
   * not wait for it. This method, for stores that notify of such changes at once, does nothing.
   */
  default void told(ClaimedItems<T> items) {}

  /**
   * Ends claims. An item with an accepted outcome is due when that outcome says; the due time of
   * any other item does not change. An item that was {@linkplain #hasten hastened} during its claim
   * is due now. Atomic per item.
   */
  void release(ClaimedItems<T> items);

  /**
   * Nanoseconds until more items may be claimable than now; {@link Long#MAX_VALUE} if that does not
   * happen by the passing of time alone. Call this before {@link #claimable}, which then counts
   * what has become due in between. If anything but a call of this object's methods makes the time
   * shorter, a shared store calls {@link ControlSink#mayBeDue}.
   */
  long untilNextDue();

  /**
   * Removes terminal items that have been kept for the terminal retention, a bounded number per
   * call, and notifies the sink, whose listeners may block.
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
   * Adopts new settings. If the resync period has changed, the time left until items without
   * failures on the cache's own period are due is scaled with it. The caller has already retuned
   * the limiter. In a shared store the settings hold for all replicas.
   *
   * @throws CacheUnavailableException if a shared store cannot be reached; then nothing changes
   */
  void retune(CacheSettings settings);

  /**
   * The external system wants to be left alone for so long. A shared store tells the other replicas
   * ({@link ControlSink#held}), and grants no claim until then; {@code pause(false)} ends it. If it
   * cannot be reached, this replica is left alone with it. Does not throw.
   *
   * @param callAgeNanos how long ago the call began that was told so
   */
  default void hold(Duration asked, long callAgeNanos) {}

  /**
   * Pauses syncing for all replicas that share this store, or resumes it.
   *
   * @throws CacheUnavailableException if a shared store cannot be reached; then nothing changes
   */
  default void pause(boolean paused) {}

  /**
   * Keeps marks of what the handler has to be called for, from now on, and returns them. Called
   * once, before any other method, if the cache has a handler; a store that is not asked pays
   * nothing for marks. Null if this store keeps none, which is the default.
   */
  default @Nullable HandlerMarks<T> marks() {
    return null;
  }

  /** Creates stores. */
  @FunctionalInterface
  interface Factory {
    /** Creates a store for one cache. */
    <T extends CacheItem> ItemStore<T> create(StoreContext<T> context);
  }
}
