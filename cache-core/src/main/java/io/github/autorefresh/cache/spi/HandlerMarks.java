package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.ItemHandler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which items of a store the {@link ItemHandler} has yet to be called for: those with a mark.
 * {@link ItemStore#commit} marks an item, atomically with its new state, if that {@linkplain
 * ClaimedItems#isWanted is wanted}. A mark says that there is something to be handled, not how
 * often: an item has one at most, which stays until a call that was handed the latest wanted state,
 * or a later one, has returned. A removal drops it.
 *
 * <p>These are the rules of client-go's work queue: a mark may be set at any time; while a call for
 * its id runs nobody else can claim it; what was marked meanwhile is claimable when that call ends.
 *
 * <p>A terminal item that is marked neither expires nor is evicted. Thread-safe.
 */
public interface HandlerMarks<T extends CacheItem> {

  /** As {@link ItemStore#fulfil}, and the item is marked, atomically with that. */
  T fulfil(String id, T item, long period, long untilFirstSync);

  /**
   * Claims the mark that has been due for longest, and takes the item's latest state. Null if none
   * is due. Until {@link #handled} or {@link #release} ends the claim no other claim of the same id
   * can be had, not for a later generation either. Atomic.
   */
  @Nullable HandlerClaim<T> claim();

  /**
   * A call has returned: drops the mark, unless a wanted state was committed after the claim; then
   * it is due now. Ends the claim. Atomic. Does nothing if the claim has ended.
   */
  void handled(HandlerClaim<T> claim);

  /**
   * {@link #handled}, then {@link #claim}: what a thread of the handler does again and again. A
   * store that is far away may do both by one round trip.
   */
  default @Nullable HandlerClaim<T> handledThenClaim(HandlerClaim<T> claim) {
    handled(claim);
    return claim();
  }

  /**
   * A call has failed, or has timed out and goes on: notes this with the mark. Does not end the
   * claim. Atomic. Does nothing if the claim has ended, or if the item has been removed.
   */
  void failed(HandlerClaim<T> claim, Throwable error);

  /**
   * Ends a claim and keeps the mark, which is due after so many nanoseconds, or now if a wanted
   * state was committed after the claim. Atomic. Does nothing if the claim has ended.
   */
  void release(HandlerClaim<T> claim, long delayNanos);

  /**
   * Makes a mark due now; one that is claimed, as soon as its claim ends. Atomic.
   *
   * @return false if there is no such mark
   * @throws CacheUnavailableException if a shared store cannot be reached
   */
  boolean retry(String id);

  /**
   * The number of marks that {@link #claim} could claim now, at most {@code max}. It is a hint for
   * how many threads to wake: a shared store tells what it knows without asking.
   */
  int claimable(int max);

  /**
   * Drops the marks of items that have been terminal and unhandled for the handler retention, also
   * those that are claimed, a bounded number per call; from then on these items expire as others
   * do. Atomic for each, so that each is returned once. Called by one thread at a time, which may
   * wait for a shared store.
   */
  List<GivenUp> giveUp();

  /**
   * Nanoseconds until {@link #giveUp} may find something; {@link Long#MAX_VALUE} if that does not
   * happen by the passing of time alone. Otherwise the store calls {@link ControlSink#marked}.
   */
  long untilGiveUp();

  /**
   * Nanoseconds until {@link #claimable} may find more than now; {@link Long#MAX_VALUE} if that
   * does not happen by the passing of time alone. Otherwise the store calls {@link
   * ControlSink#marked}.
   */
  long untilMore();

  /** The statistics at this moment. The cost does not depend on the number of marks. */
  Stats stats();

  /**
   * An item that was not handled in time.
   *
   * @param error why the last call for it failed; null if none has
   */
  record GivenUp(String id, @Nullable Throwable error) {}

  /**
   * Statistics of marks.
   *
   * @param unhandled the number of marks
   * @param failing the number of those whose last call failed
   * @param failingLongestNanos the time since the first failure in a row of the item whose calls
   *     have failed for longest, in nanoseconds; zero if none has
   */
  record Stats(long unhandled, long failing, long failingLongestNanos) {

    /** Nothing is unhandled. */
    public static final Stats NONE = new Stats(0, 0, 0);
  }
}
