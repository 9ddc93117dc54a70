package io.github.autorefresh.cache.spring.actuate;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheEntry;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which items of a cache are asked for: those that pass the filters, in order of concern.
 *
 * @param overdue null to not filter by it, as are {@code failing} and {@code terminal}
 * @param limit the most items of a page
 * @param page from 0
 */
record ItemQuery(
    @Nullable Boolean overdue,
    @Nullable Boolean failing,
    @Nullable Boolean terminal,
    int limit,
    int page) {

  private static final int DEFAULT_LIMIT = 20;
  private static final int LARGEST_LIMIT = 1000;

  /** How far pages go; who looks for the rest needs a filter. */
  private static final int MOST_SELECTED = 10_000;

  /** What is found at one moment. */
  record Found(long matching, List<ItemState> items) {}

  static ItemQuery parse(
      @Nullable String overdue,
      @Nullable String failing,
      @Nullable String terminal,
      @Nullable String limit,
      @Nullable String page) {
    int most = limit == null ? DEFAULT_LIMIT : Fields.integer("limit", limit, 1, LARGEST_LIMIT);
    int number = page == null ? 0 : Fields.integer("page", page, 0, MOST_SELECTED / most - 1);
    return new ItemQuery(
        filter("overdue", overdue),
        filter("failing", failing),
        filter("terminal", terminal),
        most,
        number);
  }

  /** One that is named but has no value is set, as in {@code ?failing}. */
  private static @Nullable Boolean filter(String name, @Nullable String value) {
    return value == null ? null : value.isEmpty() || Fields.flag(name, value);
  }

  /**
   * Looks at every item once, and never keeps more of them than the pages up to this one have: a
   * cache of a million items is not sorted for the sake of its first twenty.
   */
  Found in(AutoRefreshCache<?> cache, Instant now) {
    Selection selection = new Selection((page + 1) * limit);
    try (Stream<? extends CacheEntry<?>> entries = cache.entries()) {
      Iterator<? extends CacheEntry<?>> all = entries.iterator();
      while (all.hasNext()) {
        ItemState state = ItemState.of(all.next(), now);
        if (matches(state, now)) {
          selection.offer(state);
        }
      }
    }
    return new Found(selection.offered, selection.from(page * limit));
  }

  private boolean matches(ItemState state, Instant now) {
    return (overdue == null || overdue == state.isOverdue(now))
        && (failing == null || failing == state.isFailing())
        && (terminal == null || terminal == state.isTerminal());
  }

  /** The first few of what it is offered. */
  private static final class Selection {

    private final int most;
    private final PriorityQueue<ItemState> lastFirst =
        new PriorityQueue<>(Comparator.reverseOrder());
    private long offered;

    Selection(int most) {
      this.most = most;
    }

    void offer(ItemState state) {
      offered++;
      if (lastFirst.size() < most) {
        lastFirst.add(state);
      } else if (state.compareTo(lastFirst.element()) < 0) {
        lastFirst.remove();
        lastFirst.add(state);
      }
    }

    List<ItemState> from(int first) {
      return lastFirst.stream().sorted().skip(first).toList();
    }
  }
}
