package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.loop.EventLoop;
import io.github.autorefresh.cache.engine.loop.ThreadEventLoop;
import io.github.autorefresh.cache.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HandlerStopTest {

  /** The real ones, but for a count of the tasks that they are given. */
  private static final class CountingThreads implements EventLoop.Factory {
    private final EventLoop.Factory real = ThreadEventLoop.factory(TimeSource.system());
    private final AtomicInteger tasks = new AtomicInteger();

    @Override
    public EventLoop create(String name, EventLoop.Task task) {
      return real.create(name, task);
    }

    @Override
    public Executor housekeeping(String cache) {
      return real.housekeeping(cache);
    }

    @Override
    public Executor handlerThreads(String cache) {
      Executor threads = real.handlerThreads(cache);
      return task -> {
        tasks.incrementAndGet();
        threads.execute(task);
      };
    }
  }

  @Test
  void noWorkerIsStartedInVainWhileAStopWaits() throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    ItemHandler<Job> hanging =
        job -> {
          if (job.id().equals("hangs")) {
            called.countDown();
            released.await();
          }
          throw new IllegalStateException("no mail");
        };
    CountingThreads threads = new CountingThreads();
    AutoRefreshCache<Job> cache =
        AutoRefreshCacheBuilder.named("jobs")
            .simulated(threads, null)
            .handlerParallelism(2)
            .handlesCreated(true)
            .backoff(Duration.ofDays(1), Duration.ofDays(1))
            .handler(hanging)
            .build(job -> job);
    cache.getOrCreate(Job.of("hangs").terminal());
    cache.getOrCreate(Job.of("fails").terminal());
    cache.start();
    called.await();
    await().until(() -> cache.entry("fails").handlerError() != null);
    CompletableFuture<Void> stop = CompletableFuture.runAsync(cache::stop);
    await().until(() -> !cache.isRunning());
    int before = threads.tasks.get();
    cache.retryHandler("fails"); // one call hangs still, so a worker is free
    await().during(Duration.ofMillis(100)).until(() -> threads.tasks.get() == before);
    released.countDown();
    stop.join();
    assertThat(cache.stats().unhandled()).isEqualTo(2);
    cache.close();
  }
}
