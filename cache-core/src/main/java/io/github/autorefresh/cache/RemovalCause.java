package io.github.autorefresh.cache;

/** Why an item left the cache. */
public enum RemovalCause {
  /** The application called {@link AutoRefreshCache#delete}. */
  DELETED,
  /** A sync answered that the external system no longer knows the item. */
  GONE,
  /** A terminal item made room for a new one in a full cache. */
  EVICTED,
  /** A terminal item was kept for as long as terminal items are. */
  EXPIRED
}
