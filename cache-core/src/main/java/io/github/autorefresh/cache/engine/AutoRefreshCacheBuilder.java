package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.Cadence;
import io.github.autorefresh.cache.FirstSync;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.engine.call.BatchCall;
import io.github.autorefresh.cache.engine.call.SingleCall;
import io.github.autorefresh.cache.engine.loop.EventLoop;
import io.github.autorefresh.cache.engine.loop.ThreadEventLoop;
import io.github.autorefresh.cache.engine.waiters.ThreadWaiting;
import io.github.autorefresh.cache.engine.waiters.Waiting;
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
 * Builds caches. Every setting has a default. A method that is given an illegal value throws an
 * {@link IllegalArgumentException} that names the setting, the rule and the value; given null, a
 * {@link NullPointerException}.
 *
 * <p>Not thread-safe. A builder may be used again: its caches share only the objects that it was
 * given.
 */
public final class AutoRefreshCacheBuilder {

  private final String name;
  private CacheSettings settings = CacheSettings.defaults();
  private @Nullable RateLimiter limiter;
  private @Nullable Executor executor;
  private SyncObserver observer = SyncObserver.NONE;
  private @Nullable ItemHandler<?> handler;
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
   * A builder of a cache with this name, which appears in its logs, meters and thread names.
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
    this.settings = LimiterChoice.withRateOf(limiter, Objects.requireNonNull(settings, "settings"));
    return this;
  }

  /** The time from the start of an item's sync until its next one is due; 30 seconds unless set. */
  public AutoRefreshCacheBuilder resyncPeriod(Duration period) {
    return settings(settings.withResyncPeriod(period));
  }

  /**
   * At most {@code tps} calls of the sync function per second, and {@code burst} at once after an
   * idle time; 100 and 10 unless set. Replaces a {@link #rateLimiter}.
   */
  public AutoRefreshCacheBuilder rateLimit(double tps, int burst) {
    limiter = null;
    return settings(settings.withTps(tps).withBurst(burst));
  }

  /**
   * Syncs under a limiter of the application, which may be shared. Replaces a {@link #rateLimit}.
   *
   * @throws IllegalArgumentException if its rate or burst is not legal for a cache
   */
  public AutoRefreshCacheBuilder rateLimiter(RateLimiter limiter) {
    this.limiter = Objects.requireNonNull(limiter, "limiter");
    return settings(settings);
  }

  /** Syncs without a rate limit. Replaces a {@link #rateLimiter}. */
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
   * After a failed sync an item is due again after {@code initial}, doubled with each further
   * failure in a row, up to {@code max}; 1 second and 5 minutes unless set. With jitter, up to half
   * of that is added. All retries sooner than an item's own period take at most a tenth of the
   * demanded calls, but one in 30 s at least, and 10 at once; else the next is a period later.
   */
  public AutoRefreshCacheBuilder backoff(Duration initial, Duration max) {
    return settings(settings.withBackoff(initial, max));
  }

  /** The largest deviation of an interval, as a fraction of it; 0.1 unless set. */
  public AutoRefreshCacheBuilder jitter(double jitter) {
    return settings(settings.withJitter(jitter));
  }

  /** At most this many items in the cache; not bounded unless set. */
  public AutoRefreshCacheBuilder maxSize(long maxSize) {
    return settings(settings.withMaxSize(maxSize));
  }

  /** How long terminal items are kept; an hour unless set. */
  public AutoRefreshCacheBuilder terminalRetention(Duration retention) {
    return settings(settings.withTerminalRetention(retention));
  }

  /**
   * How long running calls may go on after a stop, unless the sync timeout is shorter; 20 seconds
   * unless set.
   */
  public AutoRefreshCacheBuilder shutdownTimeout(Duration timeout) {
    return settings(settings.withShutdownTimeout(timeout));
  }

  /** When a new item is synced for the first time; at once unless set. */
  public AutoRefreshCacheBuilder firstSync(FirstSync firstSync) {
    return settings(settings.withFirstSync(firstSync));
  }

  /**
   * Whether to detect outages: when calls begin to fail for more and more items and none succeeds,
   * only probes are made until one succeeds; true unless set.
   */
  public AutoRefreshCacheBuilder outageDetection(boolean on) {
    return settings(settings.withOutageDetection(on));
  }

  /**
   * The minimum time from one probe to the next during an outage; 5 seconds unless set. Probes are
   * never more frequent than syncs without an outage.
   */
  public AutoRefreshCacheBuilder probeInterval(Duration interval) {
    return settings(settings.withProbeInterval(interval));
  }

  /**
   * Calls this handler, on threads of its own, for each state that it {@linkplain ItemHandler#wants
   * wants}, instead of any handler set before. Its calls fail unless it is a handler for the type
   * of the cache's items, or for a supertype.
   */
  public <T extends CacheItem> AutoRefreshCacheBuilder handler(ItemHandler<? super T> handler) {
    this.handler = Objects.requireNonNull(handler, "handler");
    return this;
  }

  /** Whether a {@link #handler} is set. */
  public boolean hasHandler() {
    return handler != null;
  }

  /** At most this many calls of the handler at once; 8 unless set. */
  public AutoRefreshCacheBuilder handlerParallelism(int parallelism) {
    return settings(settings.withHandler(settings.handler().withParallelism(parallelism)));
  }

  /**
   * How long a terminal item is kept for a handler that fails; 24 hours unless set. Then it is
   * given up, which is logged as an error, and expires.
   */
  public AutoRefreshCacheBuilder handlerRetention(Duration retention) {
    return settings(settings.withHandler(settings.handler().withRetention(retention)));
  }

  /** Whether states that items are created with are handled too; they are not unless set. */
  public AutoRefreshCacheBuilder handlesCreated(boolean created) {
    return settings(settings.withHandler(settings.handler().withCreated(created)));
  }

  /**
   * Learns when items of each {@linkplain CacheItem#cadenceKind kind} change, and syncs them when
   * that is likely. The resync period remains the mean interval in which changes are found. Fixed
   * unless set, and with a store that keeps no histories of items (a WARN says so).
   *
   * @param min no planned interval is shorter
   * @param max no planned interval is longer; at least {@code min}
   */
  public AutoRefreshCacheBuilder learnedCadence(Duration min, Duration max) {
    return settings(settings.withCadence(new Cadence.Learned(min, max)));
  }

  /**
   * Calls the sync function on this executor, for example one of virtual threads; on daemon threads
   * of the cache unless set. If it refuses a task, it is asked again later. A task goes on while
   * items are due. Where calls are quick, one task at a time may also wait for the next due items,
   * at most a millisecond each time and until the task is about 10 ms old. The executor is not
   * closed with the cache.
   */
  public AutoRefreshCacheBuilder executor(Executor executor) {
    this.executor = Objects.requireNonNull(executor, "executor");
    return this;
  }

  /** Notifies this observer of every sync, instead of any observer set before. */
  public AutoRefreshCacheBuilder observer(SyncObserver observer) {
    this.observer = Objects.requireNonNull(observer, "observer");
    return this;
  }

  /** Keeps the items in a store of this factory; in memory unless set. */
  public AutoRefreshCacheBuilder store(ItemStore.Factory factory) {
    this.stores = Objects.requireNonNull(factory, "factory");
    return this;
  }

  /** Uses these clocks; the system's unless set. */
  public AutoRefreshCacheBuilder time(TimeSource time) {
    this.time = Objects.requireNonNull(time, "time");
    return this;
  }

  /**
   * Takes the randomness of intervals from this generator, which need not be thread-safe if only
   * one cache is built with it; a new generator per cache unless set.
   */
  public AutoRefreshCacheBuilder random(RandomGenerator random) {
    this.random = Objects.requireNonNull(random, "random");
    return this;
  }

  /** For tests that run the event loops by hand; threads wait in real time unless told how. */
  AutoRefreshCacheBuilder simulated(EventLoop.Factory eventLoops, @Nullable Waiting waiting) {
    this.eventLoops = eventLoops;
    this.waiting = waiting;
    return this;
  }

  /** For tests that behave the same on every machine. */
  AutoRefreshCacheBuilder processors(int processors) {
    this.processors = processors;
    return this;
  }

  /** Builds a cache, not started yet, that syncs one item per call. */
  public <T extends CacheItem> AutoRefreshCache<T> build(CacheSyncItem<T> sync) {
    Objects.requireNonNull(sync, "sync");
    return assemble(settings.withMaxBatch(1), outcomes -> new SingleCall<>(sync, outcomes, time));
  }

  /**
   * Builds a cache, not started yet, that syncs up to {@code maxBatch} items per call.
   *
   * @throws IllegalArgumentException if {@code maxBatch} is not from 1 to 10,000
   */
  public <T extends CacheItem> AutoRefreshCache<T> buildBatched(
      int maxBatch, CacheSyncBatch<T> sync) {
    Objects.requireNonNull(sync, "sync");
    return assemble(
        settings.withMaxBatch(maxBatch),
        outcomes -> new BatchCall<>(name, maxBatch, sync, outcomes, time));
  }

  @SuppressWarnings("unchecked") // see handler(): the compiler can't know the type of the items yet
  private <T extends CacheItem> AutoRefreshCache<T> assemble(
      CacheSettings settings, Assembly.Calls<T> calls) {
    return new Assembly<T>(
            name,
            settings,
            limiter != null ? limiter : LimiterChoice.newLimiter(name, settings, time),
            new Assembly.Seams(
                stores,
                time,
                random != null ? random : new SplittableRandom(),
                eventLoops != null ? eventLoops : ThreadEventLoop.factory(time),
                waiting != null ? waiting : new ThreadWaiting(time),
                processors))
        .cache(calls, executor, observer, (ItemHandler<? super T>) handler);
  }
}
