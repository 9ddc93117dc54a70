package io.github.autorefresh.cache.spring.redis.script;

/** The answer to a removal that the application has asked for. */
public sealed interface RemovalStep {

  /** The item was there, or was lost, and is removed. */
  record Removed(RemovedItem item) implements RemovalStep {}

  /** There is none. */
  record Absent() implements RemovalStep {}

  /** There is none, but what was lost is yet to be put back: to be asked again. */
  record Busy() implements RemovalStep {}
}
