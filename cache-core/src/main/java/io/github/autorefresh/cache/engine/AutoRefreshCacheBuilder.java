package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.engine.call.BatchCall;
import io.github.autorefresh.cache.engine.call.SingleCall;
import io.github.autorefresh.cache.engine.loop.EventLoop;
import io.github.autorefresh.cache.engine.loop.ThreadEventLoop;
import io.github.autorefresh.cache.engine.waiters.ThreadWaiting;
import io.github.autorefresh.cache.engine.waiters.Waiting;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.memory.MemoryItemStore;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.spi.SyncObserver;
import io.github.autorefresh.cache.spi.TimeSource;
import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes caches. Every setting has a default; an illegal one is an {@link IllegalArgumentException}
 * that names the setting, the value and the rule, thrown where it is set.
 *
 * <p>Not thread-safe. A builder may be used again: its caches share nothing but what it was given.
 */
public final class AutoRefreshCacheBuilder {

  private final String name;
  private CacheSettings settings = CacheSettings.defaults();
  private @Nullable RateLimiter limiter;
  private @Nullable Executor executor;
  private SyncObserver observer = SyncObserver.NONE;
  private ItemStore.Factory stores = MemoryItemStore::new;
  private TimeSource time = TimeSource.system();
  private @Nullable RandomGenerator random;
  private EventLoop.@Nullable Factory eventLoops;
  private @Nullable Waiting waiting;
  private int processors = Runtime.getRuntime().availableProcessors();

  private AutoRefreshCacheBuilder(String name) {
    this.name = name;
  }

  /**
   * Begins a cache of that name, which stands in its logs, meters and threads.
   *
   * @throws IllegalArgumentException if the name is blank
   */
  public static AutoRefreshCacheBuilder named(String name) {
    if (Objects.requireNonNull(name, "name").isBlank()) {
      throw new IllegalArgumentException("name must not be blank, but was \"" + name + "\"");
    }
    return new AutoRefreshCacheBuilder(name);
  }

  /** Sets all settings at once, instead of one by one. */
  public AutoRefreshCacheBuilder settings(CacheSettings settings) {
    this.settings = Objects.requireNonNull(settings, "settings");
    return this;
  }

  /** The time from the start of an item's sync to the next; 30 seconds unless set. */
  public AutoRefreshCacheBuilder resyncPeriod(Duration period) {
    return settings(settings.withResyncPeriod(period));
  }

  /**
   * At most this many calls of the sync function per second, and so many at once after a lull; 100
   * and 10 unless set.
   */
  public AutoRefreshCacheBuilder rateLimit(double tps, int burst) {
    limiter = null;
    return settings(settings.withTps(tps).withBurst(burst));
  }

  /** Syncs under a limit of the application's own, which may be shared. */
  public AutoRefreshCacheBuilder rateLimiter(RateLimiter limiter) {
    settings(settings.withTps(limiter.tps()).withBurst(limiter.burst()));
    this.limiter = limiter;
    return this;
  }

  /** Syncs without a rate limit. */
  public AutoRefreshCacheBuilder unlimited() {
    limiter = null;
    return settings(settings.withTps(CacheSettings.UNLIMITED_TPS));
  }

  /** At most this many calls of the sync function at once; 64 unless set. */
  public AutoRefreshCacheBuilder parallelism(int parallelism) {
    return settings(settings.withParallelism(parallelism));
  }

  /** A call that takes longer is interrupted and has failed; 10 seconds unless set. */
  public AutoRefreshCacheBuilder syncTimeout(Duration timeout) {
    return settings(settings.withSyncTimeout(timeout));
  }

  /**
   * After a failed sync an item is due again after {@code initial}, after each further failure in a
   * row twice as late, up to {@code max}; a second and 5 minutes unless set. With jitter, up to
   * half of that is added. All retries that come sooner than an item's own period take at most a
   * tenth of the calls that the items demand, but one in 30 seconds at least, and 10 at once;
   * beyond that the next try is a period later.
   */
  public AutoRefreshCacheBuilder backoff(Duration initial, Duration max) {
    return settings(settings.withBackoff(initial, max));
  }

  /** How far an interval may deviate from its length, as a part of it; 0.1 unless set. */
  public AutoRefreshCacheBuilder jitter(double jitter) {
    return settings(settings.withJitter(jitter));
  }

  /** At most this many items; not bounded unless set. */
  public AutoRefreshCacheBuilder maxSize(long maxSize) {
    return settings(settings.withMaxSize(maxSize));
  }

  /** How long terminal items are kept; an hour unless set. */
  public AutoRefreshCacheBuilder terminalRetention(Duration retention) {
    return settings(settings.withTerminalRetention(retention));
  }

  /** How long running calls may go on after a stop; 20 seconds unless set. */
  public AutoRefreshCacheBuilder shutdownTimeout(Duration timeout) {
    return settings(settings.withShutdownTimeout(timeout));
  }

  /**
   * When calls fail for ever more items and none succeeds, calls stop but for a probe now and then,
   * until one succeeds; detected unless set to false.
   */
  public AutoRefreshCacheBuilder outageDetection(boolean on) {
    return settings(settings.withOutageDetection(on));
  }

  /**
   * The least time from one probe to the next during an outage; 5 seconds unless set. Probes are
   * never more frequent than syncs without an outage.
   */
  public AutoRefreshCacheBuilder probeInterval(Duration interval) {
    return settings(settings.withProbeInterval(interval));
  }

  /**
   * Calls the sync function on this executor, for example one of virtual threads; on daemon threads
   * of the cache's own unless set. Tasks that it refuses are handed to it again later. A task goes
   * on while items are due; where calls are quick, one task at a time may also wait a millisecond
   * at most for the next ones, until it is some 10 ms old. It is not closed with the cache.
   */
  public AutoRefreshCacheBuilder executor(Executor executor) {
    this.executor = Objects.requireNonNull(executor, "executor");
    return this;
  }

  /** Tells every sync to this observer, in place of the one set before. */
  public AutoRefreshCacheBuilder observer(SyncObserver observer) {
    this.observer = Objects.requireNonNull(observer, "observer");
    return this;
  }

  /** Keeps the items in stores of this factory; in memory unless set. */
  public AutoRefreshCacheBuilder store(ItemStore.Factory factory) {
    this.stores = Objects.requireNonNull(factory, "factory");
    return this;
  }

  /** Goes by these clocks; by the system's unless set. */
  public AutoRefreshCacheBuilder time(TimeSource time) {
    this.time = Objects.requireNonNull(time, "time");
    return this;
  }

  /** Jitter and spread come from this generator, used by one thread at a time. */
  public AutoRefreshCacheBuilder random(RandomGenerator random) {
    this.random = Objects.requireNonNull(random, "random");
    return this;
  }

  /** For tests that turn the engine by hand. */
  AutoRefreshCacheBuilder eventLoops(EventLoop.Factory eventLoops) {
    this.eventLoops = eventLoops;
    return this;
  }

  /** For tests whose threads wait in simulated time. */
  AutoRefreshCacheBuilder waiting(Waiting waiting) {
    this.waiting = waiting;
    return this;
  }

  /** For tests that run alike on every machine. */
  AutoRefreshCacheBuilder processors(int processors) {
    this.processors = processors;
    return this;
  }

  /** Makes a cache, not started yet, that syncs one item per call. */
  public <T extends CacheItem> AutoRefreshCache<T> build(CacheSyncItem<T> sync) {
    Objects.requireNonNull(sync, "sync");
    return assemble(settings.withMaxBatch(1), outcomes -> new SingleCall<>(sync, outcomes, time));
  }

  /**
   * Makes a cache, not started yet, that syncs up to {@code maxBatch} items per call.
   *
   * @throws IllegalArgumentException if {@code maxBatch} is not from 1 to 10000
   */
  public <T extends CacheItem> AutoRefreshCache<T> buildBatched(
      int maxBatch, CacheSyncBatch<T> sync) {
    Objects.requireNonNull(sync, "sync");
    return assemble(
        settings.withMaxBatch(maxBatch),
        outcomes -> new BatchCall<>(name, maxBatch, sync, outcomes, time));
  }

  private <T extends CacheItem> AutoRefreshCache<T> assemble(
      CacheSettings settings, Assembly.Calls<T> calls) {
    return new Assembly<T>(
            name,
            settings,
            limiter != null ? limiter : newLimiter(settings),
            new Assembly.Seams(
                stores,
                time,
                random != null ? random : new SplittableRandom(),
                eventLoops != null ? eventLoops : ThreadEventLoop.factory(time),
                waiting != null ? waiting : new ThreadWaiting(time),
                processors))
        .cache(calls, executor, observer);
  }

  private RateLimiter newLimiter(CacheSettings settings) {
    return settings.isUnlimited()
        ? TokenBucketRateLimiter.unlimited()
        : TokenBucketRateLimiter.of(name, settings.tps(), settings.burst(), time);
  }
}
