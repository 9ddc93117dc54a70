package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spring.redis.script.Threads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one store has to do in the background: in the order in which it comes, or again and again.
 * None of it ends the others, whatever it throws. Thread-safe.
 */
final class BackgroundTasks {

  private static final Logger log = LoggerFactory.getLogger(BackgroundTasks.class);

  private final String cache;
  private final Threads threads;
  private final Executor inOrder;

  BackgroundTasks(String cache, Threads threads) {
    this.cache = cache;
    this.threads = threads;
    inOrder = threads.inOrder();
  }

  /** Does this after all that has come so far. */
  void inOrder(Runnable task) {
    inOrder.execute(() -> safely(task));
  }

  /** As {@link #inOrder}, for whoever wants to know when and how it has ended. */
  Future<?> submitInOrder(Runnable task) {
    return CompletableFuture.runAsync(task, inOrder);
  }

  /** Does this as soon as there is a thread for it. */
  void soon(Runnable task) {
    threads.calls().execute(() -> safely(task));
  }

  /**
   * Does this again and again, the first time after one period; never twice at once. What is not
   * necessary then takes no thread: caches that have nothing to do need none of their own.
   *
   * @param necessary is asked on the thread that all caches share, and must not block
   */
  Future<?> every(Duration period, BooleanSupplier necessary, Runnable task) {
    AtomicBoolean running = new AtomicBoolean();
    return threads
        .timer()
        .scheduleAtFixedRate(
            () -> {
              if (necessary.getAsBoolean() && running.compareAndSet(false, true)) {
                soon(
                    () -> {
                      try {
                        task.run();
                      } finally {
                        running.set(false);
                      }
                    });
              }
            },
            period.toNanos(),
            period.toNanos(),
            TimeUnit.NANOSECONDS);
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
