package io.github.autorefresh.cache.spring.actuate;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheEntry;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which items of a cache are asked for, and which page of them.
 *
 * @param limit the most items of a page
 * @param page from 0
 */
record ItemQuery(ItemFilter filter, ItemOrder order, int limit, int page) {

  private static final int DEFAULT_LIMIT = 20;
  private static final int LARGEST_LIMIT = 1000;

  /** How far pages go; the rest can be found by a filter. */
  private static final int MOST_SELECTED = 10_000;

  /** What is found at one moment. */
  record Found(long matching, List<ItemState> items) {}

  static ItemQuery parse(
      ItemFilter filter, ItemOrder order, @Nullable String limit, @Nullable String page) {
    int most = limit == null ? DEFAULT_LIMIT : Fields.integer("limit", limit, 1, LARGEST_LIMIT);
    int number = page == null ? 0 : Fields.integer("page", page, 0, MOST_SELECTED / most - 1);
    return new ItemQuery(filter, order, most, number);
  }

  int first() {
    return page * limit;
  }

  /** Looks at every item once. */
  Found in(AutoRefreshCache<?> cache, Instant now) {
    FirstItems selected = new FirstItems(order, first() + limit);
    try (Stream<? extends CacheEntry<?>> entries = cache.entries()) {
      entries.forEach(
          entry -> {
            ItemState state = ItemState.of(entry, now);
            if (filter.matches(state, now)) {
              selected.offer(state);
            }
          });
    }
    return new Found(selected.offered(), selected.inOrder().stream().skip(first()).toList());
  }
}
