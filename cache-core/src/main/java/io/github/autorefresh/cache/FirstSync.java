package io.github.autorefresh.cache;

/** When an item is synced for the first time. */
public enum FirstSync {

  /** At once, as far as the rate limit permits. */
  NOW,

  /**
   * By the clock: the state that the item was created with counts as synced. The first sync is due
   * after a part of the item's period, so that items which are created together are not synced
   * together.
   */
  SCHEDULED
}
