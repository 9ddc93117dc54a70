package io.github.autorefresh.cache.spring.autoconfigure;

/** Where a cache keeps its items. */
public enum StoreType {

  /** In the memory of this process. */
  MEMORY,

  /** In Redis, shared by all replicas of the application. */
  REDIS
}
