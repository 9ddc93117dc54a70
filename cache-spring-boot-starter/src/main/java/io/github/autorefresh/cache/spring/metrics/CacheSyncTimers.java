package io.github.autorefresh.cache.spring.metrics;

import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spi.SyncObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The timer {@code cache.sync}, with the tags {@code cache} and {@code
 * outcome=updated|unchanged|deleted|failed|deferred}. It counts items: each item of a batch once,
 * with the time of the call that it was part of.
 *
 * <p>And the timer {@code cache.handler}, with the tags {@code cache} and {@code
 * outcome=handled|failed}, of the calls of a cache's handler: registered at the first of them.
 *
 * <p>One observer serves any number of caches. A cache's timers are looked up in the registry once.
 */
public final class CacheSyncTimers implements SyncObserver {

  private final Supplier<? extends MeterRegistry> registry;
  private final Map<String, Map<Outcome, Timer>> timers = new ConcurrentHashMap<>();
  private final Map<String, HandlerTimers> handlerTimers = new ConcurrentHashMap<>();

  private record HandlerTimers(Timer handled, Timer failed) {}

  /**
   * With the registry to be used.
   *
   * @param registry asked at the first sync or {@link #register}, so that caches may be made before
   *     the registry can be; always the same answer is expected
   */
  public CacheSyncTimers(Supplier<? extends MeterRegistry> registry) {
    this.registry = registry;
  }

  /** Registers the timers of a cache ahead of its first sync, so that they are seen at zero. */
  public void register(String cache) {
    timersOf(cache);
  }

  @Override
  public void synced(String cache, Outcome outcome, long nanos) {
    Timer timer = timersOf(cache).get(outcome);
    if (timer != null) {
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void handled(String cache, @Nullable Throwable error, long nanos) {
    HandlerTimers ofCache = handlerTimers.computeIfAbsent(cache, this::createOfHandler);
    (error == null ? ofCache.handled() : ofCache.failed()).record(nanos, TimeUnit.NANOSECONDS);
  }

  private HandlerTimers createOfHandler(String cache) {
    return new HandlerTimers(ofHandler(cache, "handled"), ofHandler(cache, "failed"));
  }

  private Timer ofHandler(String cache, String outcome) {
    return Timer.builder("cache.handler")
        .description("Calls of the handler, by what came of them")
        .tag("cache", cache)
        .tag("outcome", outcome)
        .register(registry.get());
  }

  private Map<Outcome, Timer> timersOf(String cache) {
    Map<Outcome, Timer> known = timers.get(cache); // spares the hot path computeIfAbsent's lock
    return known != null ? known : timers.computeIfAbsent(cache, this::create);
  }

  private Map<Outcome, Timer> create(String cache) {
    Map<Outcome, Timer> created = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      Timer timer =
          Timer.builder("cache.sync")
              .description("Syncs of items, by what came of them")
              .tag("cache", cache)
              .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
              .register(registry.get());
      created.put(outcome, timer);
    }
    return created;
  }
}
