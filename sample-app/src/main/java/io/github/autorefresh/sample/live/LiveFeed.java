package io.github.autorefresh.sample.live;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/**
 * What changes in a cache, as server-sent events for any number of browsers up to a limit: first a
 * {@code snapshot}, then {@code changed} for items and, once a second, {@code sample} for figures.
 * A browser that reconnects begins with a snapshot again, so there is nothing to catch up on.
 *
 * <p>It runs before the web server drains: open connections would keep it waiting. Thread-safe.
 */
public final class LiveFeed<T extends CacheItem> implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);

  private static final Duration BETWEEN_SENDS = Duration.ofMillis(250);
  private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(1);
  private static final long NO_TIMEOUT = 0;

  private final AutoRefreshCache<T> cache;
  private final Changes changes = new Changes();
  private final Composer<T> composer;
  private final Sampler<T> sampler;
  private final LongSupplier ticker;
  private long nextSampleAt;

  private @Nullable ScheduledExecutorService sender;
  private volatile @Nullable Clients clients;

  /**
   * @param state the state of an item, to count items by
   * @param mapper writes items as the page expects them
   */
  public LiveFeed(AutoRefreshCache<T> cache, Function<? super T, String> state, JsonMapper mapper) {
    this(cache, state, mapper, InstantSource.system(), System::nanoTime);
  }

  LiveFeed(
      AutoRefreshCache<T> cache,
      Function<? super T, String> state,
      JsonMapper mapper,
      InstantSource clock,
      LongSupplier ticker) {
    this.cache = cache;
    this.composer = new Composer<>(cache, clock, mapper);
    this.sampler = new Sampler<>(cache, state, clock, ticker);
    this.ticker = ticker;
    this.nextSampleAt = ticker.getAsLong() + BETWEEN_SAMPLES.toNanos();
  }

  /**
   * Begins to send to a browser.
   *
   * @throws RejectedExecutionException if too many watch, or this does not run
   */
  public SseEmitter connect() {
    Clients present = clients;
    if (present == null) {
      throw new RejectedExecutionException("The feed does not run");
    }
    SseEmitter browser = new SseEmitter(NO_TIMEOUT);
    present.add(browser);
    return browser;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // what is scheduled never throws
  public synchronized void start() {
    if (clients != null) {
      return;
    }
    listen();
    clients = new Clients();
    CustomizableThreadFactory daemons = new CustomizableThreadFactory("live-feed-");
    daemons.setDaemon(true);
    sender = Executors.newSingleThreadScheduledExecutor(daemons);
    sender.scheduleWithFixedDelay(
        this::sendSafely,
        BETWEEN_SENDS.toMillis(),
        BETWEEN_SENDS.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void stop() {
    Clients present = clients;
    if (present == null || sender == null) {
      return;
    }
    clients = null;
    cache.removeListener(changes);
    sender.shutdownNow();
    present.close();
  }

  @Override
  public boolean isRunning() {
    return clients != null;
  }

  /** From here on changes are noted. */
  void listen() {
    cache.addListener(changes);
  }

  private void sendSafely() {
    Clients present = clients;
    try {
      if (present != null) {
        send(present);
      }
    } catch (Throwable e) { // or the schedule would end
      LOG.warn("cache {}: could not tell what changed", cache.name(), e);
    }
  }

  /** Sends what has changed since it last did. One thread at a time. */
  void send(Clients watching) {
    @Nullable Sample sample = ticker.getAsLong() - nextSampleAt >= 0 ? sample() : null;
    Changes.Taken changed = changes.take();
    if (watching.isEmpty()) {
      return;
    }
    if (changed.more()) {
      watching.fallBehind();
    } else if (!changed.ids().isEmpty()) {
      watching.send(composer.changed(changed.ids()));
    }
    if (sample != null) {
      watching.send(composer.sample(sample));
    }
    if (watching.anyAwaitsSnapshot()) {
      watching.snapshot(composer.snapshot(sampler.history()));
    }
  }

  private Sample sample() {
    nextSampleAt = ticker.getAsLong() + BETWEEN_SAMPLES.toNanos();
    return sampler.take(changes::note);
  }
}
