package io.github.autorefresh.cache.engine.waiters;

/** Says which thread holds the claim of which item. Thread-safe. */
@FunctionalInterface
public interface Claims {

  /** No thread holds a claim. */
  Claims NONE = (thread, id) -> false;

  /**
   * True if no sync of this item can begin before that thread returns, because it is in a call for
   * the item, or notifies waiters and listeners of the outcome of such a call.
   */
  boolean areHeldBy(Thread thread, String id);
}
