package io.github.autorefresh.cache.spring.redis.script;

/** Tells one claim of an item from all others, within an epoch. */
public interface Fence {

  /** The item's id. */
  String id();

  /** The generation that was claimed. */
  long generation();

  /** The number of the claim. */
  int run();
}
