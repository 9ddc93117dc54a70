package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Executors with real threads: that all keep their promises, and some that do not. */
class HostileExecutorThreadsTest {

  private static final int PARALLELISM = 8;
  private static final int ITEMS = 300;

  /** What an executor does with the first of its tasks, before it behaves. */
  enum Misdeed {
    DROPS {
      @Override
      void execute(Runnable task, Executor threads) {}
    },
    RUNS_TWICE {
      @Override
      void execute(Runnable task, Executor threads) {
        threads.execute(task);
        threads.execute(task);
      }
    },
    RUNS_AND_THROWS {
      @Override
      void execute(Runnable task, Executor threads) {
        threads.execute(task);
        throw new RejectedExecutionException("but runs it");
      }
    },
    RUNS_INLINE_AND_THROWS {
      @Override
      void execute(Runnable task, Executor threads) {
        task.run();
        throw new OutOfMemoryError("but ran it");
      }
    },
    THROWS {
      @Override
      void execute(Runnable task, Executor threads) {
        throw Thrown.MESSAGE_THROWS.raise();
      }
    },
    ALL_OF_THEM {
      @Override
      @SuppressWarnings("EnumOrdinal") // any of those before it
      void execute(Runnable task, Executor threads) {
        values()[ThreadLocalRandom.current().nextInt(ordinal())].execute(task, threads);
      }
    };

    abstract void execute(Runnable task, Executor threads);

    /** Each refusal, and each loss, costs a longer wait than the last. */
    boolean isAskedLessAndLess() {
      return this == DROPS || this == THROWS || this == RUNS_AND_THROWS;
    }
  }

  private final List<ExecutorService> executors = new ArrayList<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private AutoRefreshCache<Job> cache;

  @AfterEach
  void end() {
    released.countDown();
    cache.close();
    executors.forEach(ExecutorService::shutdownNow);
  }

  private AutoRefreshCacheBuilder builder() {
    return AutoRefreshCacheBuilder.named("jobs")
        .unlimited()
        .parallelism(PARALLELISM)
        .resyncPeriod(Duration.ofMillis(50))
        .shutdownTimeout(Duration.ofSeconds(1));
  }

  private ExecutorService closing(ExecutorService executor) {
    executors.add(executor);
    return executor;
  }

  @ParameterizedTest
  @EnumSource
  void parallelismIsWholeOnceTheExecutorBehaves(Misdeed misdeed) {
    ExecutorService threads = closing(Executors.newCachedThreadPool());
    AtomicInteger misdeeds = new AtomicInteger();
    AtomicInteger waiting = new AtomicInteger();
    int most = misdeed.isAskedLessAndLess() ? 8 : 200;
    cache =
        builder()
            .executor(
                task -> {
                  if (misdeeds.incrementAndGet() <= most) {
                    misdeed.execute(task, threads);
                  } else {
                    threads.execute(task);
                  }
                })
            .syncTimeout(Duration.ofMinutes(5))
            .build(
                job -> {
                  if (misdeeds.get() > most) {
                    waiting.incrementAndGet();
                    released.await();
                  }
                  return job.next();
                });
    for (int i = 0; i < 2 * PARALLELISM; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    cache.start();
    await().atMost(Duration.ofMinutes(1)).until(() -> waiting.get() == PARALLELISM);
    assertThat(cache.stats().inFlight()).isEqualTo(PARALLELISM);
    released.countDown();
    await().until(() -> cache.entries().allMatch(entry -> entry.item().version() > 0));
    assertThat(cache.stats().failed()).isZero();
  }

  static Stream<String> executors() {
    Stream<String> all =
        Stream.of(
            "own", "cached", "one thread", "fork-join", "common pool", "inline", "caller runs");
    return Runtime.version().feature() >= 21 ? Stream.concat(all, Stream.of("virtual")) : all;
  }

  private Executor executor(String kind) throws ReflectiveOperationException {
    return switch (kind) {
      case "cached" -> closing(Executors.newCachedThreadPool());
      case "one thread" -> closing(Executors.newSingleThreadExecutor());
      case "fork-join" -> closing(new ForkJoinPool(3));
      case "common pool" -> ForkJoinPool.commonPool();
      case "inline" -> Runnable::run;
      case "caller runs" ->
          closing(
              new ThreadPoolExecutor(
                  0,
                  2,
                  1,
                  TimeUnit.SECONDS,
                  new SynchronousQueue<>(),
                  new ThreadPoolExecutor.CallerRunsPolicy()));
      case "virtual" ->
          closing(
              (ExecutorService)
                  Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
      default -> throw new AssertionError(kind);
    };
  }

  @ParameterizedTest
  @MethodSource("executors")
  void everyItemIsSyncedAgainAndAgainOnAnyExecutor(String kind) throws Exception {
    AutoRefreshCacheBuilder builder = builder();
    if (!kind.equals("own")) {
      builder.executor(executor(kind));
    }
    cache = builder.build(Job::next);
    cache.start();
    for (int i = 0; i < ITEMS; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> cache.entries().allMatch(entry -> entry.item().version() >= 3));
    cache.stop();
    assertThat(cache.stats().failed()).isZero();
    assertThat(cache.stats().inFlight()).isZero();
    assertThat(cache.stats().updated())
        .isEqualTo(cache.entries().mapToLong(entry -> entry.item().version()).sum());
  }
}
