package io.github.autorefresh.cache.engine.waiters;

/** Says which claims the current thread holds. Thread-safe. */
@FunctionalInterface
public interface Claims {

  /** No thread holds a claim. */
  Claims NONE = id -> false;

  /**
   * True if no sync of this item can begin before the current thread returns, because it is in a
   * call for the item, or notifies waiters and listeners of its creation or of the outcome of a
   * call.
   */
  boolean areHeldHere(String id);
}
