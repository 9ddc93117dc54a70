package io.github.autorefresh.cache.spring.redis.script;

import org.jspecify.annotations.Nullable;

/** The answer to a step of a creation. */
public sealed interface CreationStep {

  /** The item is there. */
  record Found(StoredItem item) implements CreationStep {}

  /**
   * Id and place are the caller's.
   *
   * @param evicted what had to go for it
   */
  record Granted(@Nullable RemovedItem evicted) implements CreationStep {}

  /** The item has been created. */
  record Created(ItemFields fields) implements CreationStep {}

  /** Another replica creates it, or the epoch is not open yet: to be asked again. */
  record Busy() implements CreationStep {}

  /** There is no place, and nothing to evict. */
  record Full() implements CreationStep {}
}
