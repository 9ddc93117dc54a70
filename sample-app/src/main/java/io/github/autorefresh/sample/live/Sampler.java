package io.github.autorefresh.sample.live;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheStats;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes samples of a cache, and remembers those of the last minutes. For one thread.
 *
 * <p>It walks through all items once a sample. That also finds the syncs that changed nothing,
 * which no listener hears of.
 */
final class Sampler<T extends CacheItem> {

  /** Five minutes, of one a second. */
  static final int REMEMBERED = 300;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MILLI = 1e6;

  private final AutoRefreshCache<T> cache;
  private final Function<? super T, String> state;
  private final InstantSource clock;
  private final LongSupplier ticker;
  private final Deque<Sample> history = new ArrayDeque<>(REMEMBERED);

  private long sampledAtNanos;
  private Instant sampledAt;
  private long synced;
  private long failed;

  Sampler(
      AutoRefreshCache<T> cache,
      Function<? super T, String> state,
      InstantSource clock,
      LongSupplier ticker) {
    this.cache = cache;
    this.state = state;
    this.clock = clock;
    this.ticker = ticker;
    this.sampledAtNanos = ticker.getAsLong();
    this.sampledAt = clock.instant();
    CacheStats stats = cache.stats();
    this.synced = synced(stats);
    this.failed = stats.failed();
  }

  /**
   * Takes a sample of the time since the one before.
   *
   * @param syncedSince gets the id of every item that was synced in that time
   */
  Sample take(Consumer<String> syncedSince) {
    Instant now = clock.instant();
    Walk walk = new Walk(sampledAt, syncedSince);
    cache.entries().forEach(walk::visit);
    Sample sample = sample(now, cache.stats(), walk);
    sampledAt = now;
    if (history.size() == REMEMBERED) {
      history.removeFirst();
    }
    history.addLast(sample);
    return sample;
  }

  /** The oldest first. */
  List<Sample> history() {
    return List.copyOf(history);
  }

  private Sample sample(Instant now, CacheStats stats, Walk walk) {
    long nanos = ticker.getAsLong();
    double seconds = Math.max(1, nanos - sampledAtNanos) / NANOS_PER_SECOND;
    double syncs = (synced(stats) - synced) / seconds;
    double failures = (stats.failed() - failed) / seconds;
    sampledAtNanos = nanos;
    synced = synced(stats);
    failed = stats.failed();
    return new Sample(
        now.toEpochMilli(),
        syncs,
        failures,
        permitted(stats),
        stats.lag().toMillis(),
        stats.syncLatency().toNanos() / NANOS_PER_MILLI,
        stats.saturation(),
        stats.stretch(),
        stats.size(),
        walk.live,
        stats.inFlight(),
        stats.overdue(),
        stats.failing(),
        stats.failingLongest().toMillis(),
        millis(stats.outageSince()),
        millis(stats.nextProbeAt()),
        millis(stats.heldUntil()),
        walk.announced,
        walk.states);
  }

  /** Items per second: a batch of many costs one permit. */
  private @Nullable Double permitted(CacheStats stats) {
    double itemsPerSecond = stats.permittedTps() * cache.settings().maxBatch();
    return Double.isInfinite(itemsPerSecond) ? null : itemsPerSecond;
  }

  private static @Nullable Long millis(@Nullable Instant instant) {
    return instant == null ? null : instant.toEpochMilli();
  }

  private static long synced(CacheStats stats) {
    return stats.updated() + stats.unchanged() + stats.deleted() + stats.failed();
  }

  /** What one pass over all items finds. */
  private final class Walk {

    private final Instant since;
    private final Consumer<String> syncedSince;
    private final Map<String, Long> states = new TreeMap<>();
    private long live;
    private long announced;

    Walk(Instant since, Consumer<String> syncedSince) {
      this.since = since;
      this.syncedSince = syncedSince;
    }

    void visit(CacheEntry<T> entry) {
      states.merge(state.apply(entry.item()), 1L, Long::sum);
      if (!entry.item().isTerminal()) {
        live++;
      } else if (!entry.unhandled()) {
        announced++;
      }
      Instant lastSyncedAt = entry.lastSyncedAt();
      if (lastSyncedAt != null && !lastSyncedAt.isBefore(since)) {
        syncedSince.accept(entry.item().id());
      }
    }
  }
}
