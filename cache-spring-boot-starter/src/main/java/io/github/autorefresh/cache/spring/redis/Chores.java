package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheUnavailableException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a store has to do in the background: in order of arrival, or again and again. None of it
 * ends the others, whatever it throws. Thread-safe.
 */
final class Chores {

  private static final Logger log = LoggerFactory.getLogger(Chores.class);

  private final String cache;
  private final Threads threads;

  Chores(String cache, Threads threads) {
    this.cache = cache;
    this.threads = threads;
  }

  /** Does this after all that has arrived so far has been taken. */
  void inOrder(Runnable task) {
    try {
      threads.arrivals().execute(() -> safely(task));
    } catch (RejectedExecutionException e) {
      log.debug("Cache \"{}\" is closed: nothing arrives any more", cache);
    }
  }

  /** Does this as soon as there is a thread for it. */
  void soon(Runnable task) {
    threads.keeper().execute(() -> safely(task));
  }

  /** Does this with a pause of that length in between, the first time after one. */
  void every(Duration pause, Runnable task) {
    var unused =
        threads
            .keeper()
            .scheduleWithFixedDelay(
                () -> safely(task), pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  @SuppressWarnings("CatchThrowable") // nothing may end what looks after leases
  private void safely(Runnable task) {
    try {
      task.run();
    } catch (CacheUnavailableException e) {
      log.debug("Cache \"{}\": put off", cache, e);
    } catch (Throwable e) {
      log.error("Cache \"{}\": a task of its store failed and will be repeated", cache, e);
    }
  }
}
