package io.github.autorefresh.cache.bench.peer;

import io.github.autorefresh.cache.CacheItem;

/** An item of about the least size that says anything: its id and one number. */
public record Item(String id, int number) implements CacheItem {

  private static final String PREFIX = "item-";
  private static final int FIRST = 1_000_000_000;

  /** The item of an id, for loaders that are told no more. */
  static Item of(String id) {
    return new Item(id, Integer.parseInt(id, PREFIX.length(), id.length(), 10) - FIRST);
  }

  /** So many items; their ids are strings of their own, as those of requests would be. */
  public static Item[] make(int count) {
    Item[] items = new Item[count];
    for (int i = 0; i < count; i++) {
      items[i] = new Item(PREFIX + (FIRST + i), i);
    }
    return items;
  }
}
