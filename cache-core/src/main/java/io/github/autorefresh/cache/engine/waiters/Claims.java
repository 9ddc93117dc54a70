package io.github.autorefresh.cache.engine.waiters;

/** Which thread holds the claim of which item. Thread-safe. */
@FunctionalInterface
public interface Claims {

  /** Nobody holds any. */
  Claims NONE = (thread, id) -> false;

  /**
   * True if no sync of that item can begin before this thread returns: because it is in a call that
   * syncs the item, or tells listeners and waiters of such a call's outcome.
   */
  boolean areHeldBy(Thread thread, String id);
}
