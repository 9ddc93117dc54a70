package io.github.autorefresh.cache.spring.metrics;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheStats;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters that are read off one cache. Each has the tag {@code cache}, the name of the cache.
 *
 * <table>
 *   <caption>Meters</caption>
 *   <tr><th>meter<th>type<th>meaning
 *   <tr><td>{@code cache.size}<td>gauge<td>items in the cache
 *   <tr><td>{@code cache.gets}, {@code result=hit|miss}<td>counter<td>reads, by what they found
 *   <tr><td>{@code cache.puts}<td>counter<td>items created and items updated
 *   <tr><td>{@code cache.evictions}<td>counter<td>terminal items that made room for new ones
 *   <tr><td>{@code cache.sync.latency}<td>gauge, seconds<td>moving average of the time of a call
 *   <tr><td>{@code cache.sync.in.flight}<td>gauge<td>items that are being synced
 *   <tr><td>{@code cache.sync.stuck}<td>gauge<td>items whose sync timed out and has not returned
 *   <tr><td>{@code cache.sync.overdue}<td>gauge<td>items past due whose sync has not begun
 *   <tr><td>{@code cache.sync.lag}<td>gauge, seconds<td>how late the most overdue item is
 *   <tr><td>{@code cache.sync.saturation}<td>gauge<td>demand divided by the permitted rate
 *   <tr><td>{@code cache.sync.stretch}<td>gauge<td>factor by which all intervals are longer now
 *   <tr><td>{@code cache.sync.calls.saved}<td>gauge<td>share of syncs that a learned cadence has
 *     saved in the last hour
 *   <tr><td>{@code cache.sync.permitted}<td>gauge<td>calls per second that are permitted now
 *   <tr><td>{@code cache.sync.failing}<td>gauge<td>items whose last sync failed
 *   <tr><td>{@code cache.sync.failing.longest}<td>gauge, seconds<td>time since the earliest failure
 *     of those
 *   <tr><td>{@code cache.sync.outage}<td>gauge, seconds<td>how long the outage has lasted; zero if
 *     there is none
 *   <tr><td>{@code cache.handler.pending}<td>gauge<td>items that the handler wants and has not
 *     handled yet
 * </table>
 *
 * <p>The timers {@code cache.sync} and {@code cache.handler} are in {@link CacheSyncTimers}. Each
 * reading asks the cache, which costs the same at any size. The meters hold the cache weakly: they
 * can be read until it is garbage-collected.
 */
public final class AutoRefreshCacheMetrics extends CacheMeterBinder<AutoRefreshCache<?>> {

  private static final Set<String> NAMES =
      Set.of("cache.size", "cache.gets", "cache.puts", "cache.evictions");

  private static final Set<String> PREFIXES = Set.of("cache.sync", "cache.handler");

  private static final double NANOS_PER_SECOND = 1e9;

  private final InstantSource clock;

  /** For one cache; nothing is registered before {@link #bindTo}. */
  public AutoRefreshCacheMetrics(AutoRefreshCache<?> cache) {
    this(cache, InstantSource.system());
  }

  AutoRefreshCacheMetrics(AutoRefreshCache<?> cache, InstantSource clock) {
    super(cache, cache.name(), List.of());
    this.clock = clock;
  }

  /** True if a registry has the meters of a cache of that name. */
  public static boolean isBound(MeterRegistry registry, String cache) {
    return registry.find("cache.sync.latency").tag("cache", cache).meter() != null;
  }

  /** Removes all meters of a cache, timers included, from a registry. */
  public static void unbind(MeterRegistry registry, String cache) {
    for (Meter meter : registry.getMeters()) {
      String name = meter.getId().getName();
      boolean ours = NAMES.contains(name) || PREFIXES.stream().anyMatch(name::startsWith);
      if (ours && cache.equals(meter.getId().getTag("cache"))) {
        registry.remove(meter);
      }
    }
  }

  @Override
  protected Long size() {
    AutoRefreshCache<?> cache = getCache();
    return cache == null ? 0 : cache.size();
  }

  @Override
  protected long hitCount() {
    return count(CacheStats::hits);
  }

  @Override
  protected Long missCount() {
    return count(CacheStats::misses);
  }

  @Override
  protected long putCount() {
    return count(stats -> stats.created() + stats.updated());
  }

  @Override
  protected Long evictionCount() {
    return count(CacheStats::evictions);
  }

  private long count(ToLongFunction<CacheStats> counter) {
    AutoRefreshCache<?> cache = getCache();
    return cache == null ? 0 : counter.applyAsLong(cache.stats());
  }

  @Override
  protected void bindImplementationSpecificMetrics(MeterRegistry registry) {
    gauge("latency", stats -> seconds(stats.syncLatency()))
        .description("Moving average of the time that one call of the sync function takes")
        .baseUnit("seconds")
        .register(registry);
    gauge("in.flight", CacheStats::inFlight)
        .description("Items that are being synced, stuck ones included")
        .register(registry);
    gauge("stuck", CacheStats::stuck)
        .description("Items whose sync has timed out but has not returned")
        .register(registry);
    gauge("overdue", CacheStats::overdue)
        .description("Items whose due time has passed and whose sync has not begun")
        .register(registry);
    gauge("lag", stats -> seconds(stats.lag()))
        .description("How late the most overdue item is")
        .baseUnit("seconds")
        .register(registry);
    gauge("saturation", CacheStats::saturation)
        .description("Demanded over permitted rate of syncs; above 1, all intervals are stretched")
        .register(registry);
    gauge("stretch", CacheStats::stretch)
        .description("Factor by which all intervals are longer than planned, at least 1")
        .register(registry);
    gauge("calls.saved", CacheStats::callsSaved)
        .description("Share of syncs that a learned cadence has spared in the last hour, at most 1")
        .register(registry);
    gauge("permitted", CacheStats::permittedTps)
        .description("Calls per second that are permitted now; infinite without a limit")
        .register(registry);
    gauge("failing", CacheStats::failing)
        .description("Items whose last sync failed")
        .register(registry);
    gauge("failing.longest", stats -> seconds(stats.failingLongest()))
        .description("Time since the first failure of the item that has failed for longest")
        .baseUnit("seconds")
        .register(registry);
    gauge("outage", this::outageSeconds)
        .description("How long the outage has lasted; zero if there is none")
        .baseUnit("seconds")
        .register(registry);
    meter("cache.handler.pending", CacheStats::unhandled)
        .description("Items that the handler wants and has not handled yet")
        .register(registry);
  }

  private double outageSeconds(CacheStats stats) {
    Instant since = stats.outageSince();
    return since == null ? 0 : Math.max(0, seconds(Duration.between(since, clock.instant())));
  }

  private Gauge.Builder<AutoRefreshCache<?>> gauge(
      String name, ToDoubleFunction<CacheStats> value) {
    return meter("cache.sync." + name, value);
  }

  private Gauge.Builder<AutoRefreshCache<?>> meter(
      String name, ToDoubleFunction<CacheStats> value) {
    @Nullable AutoRefreshCache<?> cache = getCache();
    return Gauge.<AutoRefreshCache<?>>builder(name, cache, c -> value.applyAsDouble(c.stats()))
        .tags(getTagsWithCacheName());
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / NANOS_PER_SECOND;
  }
}
