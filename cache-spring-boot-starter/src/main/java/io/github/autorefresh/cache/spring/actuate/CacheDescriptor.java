package io.github.autorefresh.cache.spring.actuate;

import io.github.autorefresh.cache.AutoRefreshCache;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A cache as the endpoint shows it.
 *
 * @param lastTurnAt null if its engine has not looked for work yet
 * @param page null unless items were asked for, as is {@code items}
 */
record CacheDescriptor(
    String name,
    boolean running,
    boolean paused,
    @Nullable Instant lastTurnAt,
    SettingsDescriptor settings,
    StatsDescriptor stats,
    @Nullable Page page,
    @Nullable List<ItemDescriptor> items)
    implements OperationResponseBody {

  /** All caches, by name. */
  record All(Map<String, CacheDescriptor> caches) implements OperationResponseBody {}

  /**
   * Which of its items are shown.
   *
   * @param number of the page, from 0
   * @param limit the most items of a page
   * @param matching how many items the filters let through
   */
  record Page(int number, int limit, long matching) {}

  static CacheDescriptor of(AutoRefreshCache<?> cache) {
    return of(cache, null, null);
  }

  static CacheDescriptor of(
      AutoRefreshCache<?> cache, @Nullable Page page, @Nullable List<ItemDescriptor> items) {
    return new CacheDescriptor(
        cache.name(),
        cache.isRunning(),
        cache.isPaused(),
        cache.lastTurnAt(),
        SettingsDescriptor.of(cache.settings()),
        StatsDescriptor.of(cache.stats()),
        page,
        items);
  }
}
