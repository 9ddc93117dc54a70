package io.github.autorefresh.cache.spi;

/** How the sync of one item ended. */
public enum Outcome {
  /** It brought a new state. */
  UPDATED,
  /** It found nothing new. */
  UNCHANGED,
  /** It found that the item no longer exists. */
  DELETED,
  /** It threw, timed out, or answered something that is not a state of the item. */
  FAILED
}
