package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops caches side by side, so that all of them take no longer than the slowest: its shutdown
 * timeout and a second.
 */
final class CacheStop extends Thread {

  private static final Logger logger = LoggerFactory.getLogger(CacheStop.class);

  private final AutoRefreshCache<?> cache;

  private CacheStop(AutoRefreshCache<?> cache) {
    super(cache.name() + "-stop");
    this.cache = cache;
    setDaemon(true);
  }

  @Override
  public void run() {
    try {
      cache.stop();
    } catch (RuntimeException | Error e) {
      logger.warn("Cache \"{}\" failed to stop", cache.name(), e);
    }
  }

  static void stopAll(List<AutoRefreshCache<?>> caches) {
    if (caches.size() == 1) {
      caches.get(0).stop(); // on this thread: a cache knows when it is stopped by its own callback
      return;
    }
    Duration longest = Duration.ZERO;
    List<CacheStop> stops = new ArrayList<>();
    for (AutoRefreshCache<?> cache : caches) {
      Duration timeout = cache.settings().shutdownTimeout();
      longest = timeout.compareTo(longest) > 0 ? timeout : longest;
      CacheStop stop = new CacheStop(cache);
      stop.start();
      stops.add(stop);
    }
    await(stops, longest.plusSeconds(1));
  }

  private static void await(List<CacheStop> stops, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      for (CacheStop stop : stops) {
        TimeUnit.NANOSECONDS.timedJoin(stop, deadline - System.nanoTime());
        if (stop.isAlive()) {
          logger.warn("Cache \"{}\" has not stopped in time", stop.cache.name());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
