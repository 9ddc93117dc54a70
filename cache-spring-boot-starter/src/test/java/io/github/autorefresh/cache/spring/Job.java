package io.github.autorefresh.cache.spring;

import io.github.autorefresh.cache.CacheItem;

/** One kind of item. */
public record Job(String id, int progress) implements CacheItem {

  public static Job of(String id) {
    return new Job(id, 0);
  }

  public Job advanced() {
    return new Job(id, progress + 1);
  }
}
