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
 * @param kinds what was learned of the kinds of which most was seen; null if the cadence is fixed
 * @param cluster who shares its store; null if nobody does, or the store cannot tell
 * @param page null unless items were asked for, as is {@code items}
 */
record CacheDescriptor(
    String name,
    boolean running,
    boolean paused,
    @Nullable Instant lastTurnAt,
    SettingsDescriptor settings,
    StatsDescriptor stats,
    @Nullable List<KindDescriptor> kinds,
    @Nullable ClusterDescriptor cluster,
    @Nullable Page page,
    @Nullable List<ItemDescriptor> items)
    implements OperationResponseBody {

  /**
   * All caches, by name.
   *
   * @param replica which of the application's processes answers
   */
  record All(Map<String, CacheDescriptor> caches, String replica)
      implements OperationResponseBody {}

  /**
   * Which of its items are shown.
   *
   * @param number of the page, from 0
   * @param limit the most items of a page
   * @param matching how many items the filters let through; null if the scan that tells is yet to
   *     come
   * @param reachable how many of them the pages have together; null unless a recent scan was asked
   *     for, as are {@code scannedAt} and {@code nextScanAt}
   * @param scannedAt when the scan was that chose the items
   * @param nextScanAt when there may be another
   */
  record Page(
      int number,
      int limit,
      @Nullable Long matching,
      @Nullable Integer reachable,
      @Nullable Instant scannedAt,
      @Nullable Instant nextScanAt) {}

  static CacheDescriptor of(AutoRefreshCache<?> cache) {
    return described(cache, null, null);
  }

  static CacheDescriptor of(AutoRefreshCache<?> cache, ItemQuery query, ItemQuery.Found found) {
    return described(
        cache,
        new Page(query.page(), query.limit(), found.matching(), null, null, null),
        found.items());
  }

  static CacheDescriptor of(AutoRefreshCache<?> cache, ItemQuery query, RecentScan.Found found) {
    return described(
        cache,
        new Page(
            query.page(),
            query.limit(),
            found.matching(),
            found.reachable(),
            found.scannedAt(),
            found.nextScanAt()),
        found.items());
  }

  private static CacheDescriptor described(
      AutoRefreshCache<?> cache, @Nullable Page page, @Nullable List<ItemState> items) {
    return new CacheDescriptor(
        cache.name(),
        cache.isRunning(),
        cache.isPaused(),
        cache.lastTurnAt(),
        SettingsDescriptor.of(cache),
        StatsDescriptor.of(cache.stats()),
        KindDescriptor.of(cache),
        ClusterDescriptor.of(cache),
        page,
        items == null ? null : items.stream().map(ItemDescriptor::of).toList());
  }
}
