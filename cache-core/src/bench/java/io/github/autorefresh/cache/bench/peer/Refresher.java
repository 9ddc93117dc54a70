package io.github.autorefresh.cache.bench.peer;

import org.jspecify.annotations.Nullable;

/** Holds the items of some work and, once started, keeps them fresh. */
public interface Refresher extends AutoCloseable {

  /** The latest state of an item. */
  @Nullable Item get(String id);

  /** Begins to sync. */
  void start();

  /** Ends all syncing. */
  @Override
  void close();

  /** Makes one that holds all the items. */
  @FunctionalInterface
  interface Factory {
    Refresher create(Work work);
  }
}
