package io.github.autorefresh.cache.spi;

/** What the sync of one item found. */
public enum Outcome {
  /** A new state. */
  UPDATED,
  /** The same state. */
  UNCHANGED,
  /** The item no longer exists. */
  DELETED,
  /** Nothing: the call threw, timed out, or returned something that is not a state of the item. */
  FAILED,
  /** Nothing: the external system wants to be left alone. The item stays as it is, and due. */
  DEFERRED
}
