package io.github.autorefresh.cache.soak;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSettings;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** A thread that retunes, pauses, stops and starts a cache again and again. */
final class Meddler extends Thread {

  private static final long REST_NANOS = 100_000_000;

  private final AutoRefreshCache<Thing> cache;
  private final CacheSettings normal;
  private final World world;
  private final SplittableRandom random = new SplittableRandom(42);
  private volatile boolean ended;

  Meddler(AutoRefreshCache<Thing> cache, World world) {
    super("meddler");
    this.cache = cache;
    this.normal = cache.settings();
    this.world = world;
    setDaemon(true);
  }

  @Override
  public void run() {
    while (!ended) {
      switch (random.nextInt(40)) {
        case 0 -> {
          world.stopping(true);
          cache.stop();
          world.stopping(false);
          cache.start();
        }
        case 1, 2 -> {
          cache.pause();
          LockSupport.parkNanos(REST_NANOS);
          cache.resume();
        }
        case 3, 4, 5 -> cache.retune(this::other);
        default -> {
          // leave it in peace
        }
      }
      LockSupport.parkNanos(REST_NANOS);
    }
    cache.retune(settings -> normal);
  }

  private CacheSettings other(CacheSettings settings) {
    double factor = 0.8 + 0.4 * random.nextDouble();
    return settings
        .withTps(normal.tps() * factor)
        .withBurst(1 + random.nextInt(2 * normal.burst()))
        .withResyncPeriod(Duration.ofNanos((long) (normal.resyncPeriod().toNanos() * factor)));
  }

  void end() {
    ended = true;
  }
}
