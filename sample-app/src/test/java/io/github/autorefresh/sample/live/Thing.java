package io.github.autorefresh.sample.live;

import io.github.autorefresh.cache.CacheItem;

/** An item to show. */
record Thing(String id, String state) implements CacheItem {

  @Override
  public boolean isTerminal() {
    return state.equals("DONE");
  }
}
