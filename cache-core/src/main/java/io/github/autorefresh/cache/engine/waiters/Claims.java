package io.github.autorefresh.cache.engine.waiters;

/** Says which claims the current thread holds. Thread-safe. */
@FunctionalInterface
public interface Claims {

  /** No thread holds a claim. */
  Claims NONE = id -> false;

  /**
   * True if no sync of this item can begin, or be told of, before the current thread returns,
   * because it is in a call for the item, or notifies waiters and listeners of its creation, of the
   * outcome of a call, or of a change of a shared store.
   */
  boolean areHeldHere(String id);
}
