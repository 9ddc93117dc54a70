package io.github.autorefresh.cache;

/** Why an item left the cache. */
public enum RemovalCause {
  /** The application called {@link AutoRefreshCache#delete}. */
  DELETED,
  /** A sync found that the external system no longer has the item. */
  GONE,
  /** A terminal item was removed to make room for a new one in a full cache. */
  EVICTED,
  /** A terminal item had been kept for the terminal retention. */
  EXPIRED
}
