package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheClosedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops all caches with the application context: before the web server takes requests,
 * and after it has answered the last of them, while executors and connections still work.
 *
 * <p>A cache runs after a start if it is to start by itself and has not been stopped yet, or if it
 * was running when the context was stopped. So one that the application has stopped or started
 * itself stays that way when the context is paused and resumed. A cache that comes while the
 * context runs, being lazy, is started at once.
 */
final class AutoRefreshCacheLifecycle implements SmartLifecycle, CacheBeanListener {

  /** Below the web server's own start and stop (-2048) and its graceful shutdown (-1024). */
  static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 3072;

  private static final Logger logger = LoggerFactory.getLogger(AutoRefreshCacheLifecycle.class);

  private final Predicate<String> autoStartup;
  private final Consumer<String> beforeStart;
  private final List<Managed> caches = new ArrayList<>();
  private boolean running;

  private static final class Managed {
    final AutoRefreshCache<?> cache;
    boolean wanted;

    Managed(AutoRefreshCache<?> cache, boolean wanted) {
      this.cache = cache;
      this.wanted = wanted;
    }
  }

  /**
   * Asked and told with the names of caches.
   *
   * @param autoStartup whether it is to start by itself
   * @param beforeStart run before this starts it
   */
  AutoRefreshCacheLifecycle(Predicate<String> autoStartup, Consumer<String> beforeStart) {
    this.autoStartup = autoStartup;
    this.beforeStart = beforeStart;
  }

  @Override
  public synchronized void added(String beanName, AutoRefreshCache<?> cache) {
    Managed managed = new Managed(cache, autoStartup.test(cache.name()));
    caches.add(managed);
    if (running) {
      start(managed);
    }
  }

  @Override
  public synchronized void start() {
    running = true; // before the first cache: if the second fails, both are to be stopped
    caches.forEach(this::start);
  }

  private void start(Managed managed) {
    if (!managed.wanted) {
      return;
    }
    beforeStart.accept(managed.cache.name());
    try {
      managed.cache.start();
    } catch (CacheClosedException e) {
      logger.debug("Not started, the application has closed it: {}", e.getMessage());
    }
  }

  @Override
  public void stop() {
    List<AutoRefreshCache<?>> toStop = new ArrayList<>();
    synchronized (this) {
      running = false;
      for (Managed managed : caches) {
        managed.wanted = managed.cache.isRunning();
        if (managed.wanted) {
          toStop.add(managed.cache);
        }
      }
    }
    CacheStop.stopAll(toStop);
  }

  @Override
  public synchronized boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
