package io.github.autorefresh.cache;

/**
 * Acts on a state of an item: sends the mail when a job has ended, releases an order when it is
 * paid. A cache has one handler at most.
 *
 * <p>It is called until it returns normally: after an exception or a timeout it is called again,
 * with a backoff. So it is called at least once for a wanted terminal state. It may be called more
 * than once for the same state: in memory only if a call failed although it had done its work; with
 * a store that replicas share also if a replica dies, or freezes for longer than its lease, while
 * it handles. What it does should therefore be idempotent, by a key made of the item's id and
 * state.
 *
 * <p>It acts on states and not on changes of state: it is called with the latest state, and a state
 * that was replaced before the handler was called is skipped. Since nothing follows a terminal
 * state, the handler is always called for a wanted one. Until that is handled, its item neither
 * expires nor is evicted, except at the end of {@code handlerRetention}. An item that is deleted
 * before it is handled is not handled. States that items are created with are handled only with
 * {@code handlesCreated(true)}.
 *
 * <p>Calls for one id never overlap, not even if an item was deleted and another one created with
 * the same id. Items are handled in no particular order. Calls run on the cache's own threads,
 * while the cache runs, even if it is paused. A call that takes longer than the sync timeout is
 * interrupted and counts as failed; it keeps its thread, and its item is not handled again, until
 * it returns. If it returns normally even then, the item is handled.
 *
 * <p>Implementations must be thread-safe. They may use the cache, and stop or close it.
 *
 * @param <T> the type of the items
 */
@FunctionalInterface
public interface ItemHandler<T extends CacheItem> {

  /**
   * Acts on a state.
   *
   * @param item the latest state of an item
   * @throws Exception if it could not; it is called again later
   */
  void handle(T item) throws Exception;

  /**
   * True if this state is to be handled; unless overridden, true for terminal states. Called when a
   * sync finds the state, as part of that call, and again just before {@link #handle}, which is
   * called only if this method still returns true. If it throws, that counts as true. It must be
   * quick.
   */
  default boolean wants(T item) {
    return item.isTerminal();
  }
}
