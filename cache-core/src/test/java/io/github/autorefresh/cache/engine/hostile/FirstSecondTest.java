package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.RateLimiter;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rate in the first moments after a start, on real threads.
 *
 * <p>A thread may be held up between its permit and its call by a machine that is busy with other
 * things. A call counts as held up, and is left out, if it begins later after the last time that
 * its own thread asked the limiter than a permit may be old. So what is left obeys the bound on any
 * machine, while calls whose permits were taken by another thread always count.
 */
class FirstSecondTest {

  private static final int BURST = 100;

  /** Late wake-ups may clump so many calls. */
  private static final int CLUMP = 3;

  private static final int CALLS = 3000;

  /** A thread that goes on at once takes no longer from its permit to its call. */
  private static final long AT_ONCE_NANOS = 100_000;

  private static final Set<String> FIGURES = Set.of("tps", "burst", "available");

  private final ThreadLocal<Long> askedAt = new ThreadLocal<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final long[] starts = new long[CALLS];
  private final boolean[] heldUp = new boolean[CALLS];

  static Stream<Arguments> setUps() {
    Stream<String> executors = Stream.of("own", "cached", "fixed", "started", "fork-join");
    if (Runtime.version().feature() >= 21) {
      executors = Stream.concat(executors, Stream.of("virtual"));
    }
    List<Integer> parallelism = List.of(1, 16, 256);
    return executors.flatMap(
        executor ->
            parallelism.stream()
                .flatMap(
                    threads ->
                        Stream.of(10_000, 100_000)
                            .map(tps -> Arguments.arguments(executor, threads, tps))));
  }

  private static ExecutorService executor(String kind, int threads) throws Exception {
    return switch (kind) {
      case "cached" -> Executors.newCachedThreadPool();
      case "fixed" -> Executors.newFixedThreadPool(threads);
      case "started" -> {
        ThreadPoolExecutor pool =
            new ThreadPoolExecutor(
                threads, threads, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
        pool.prestartAllCoreThreads();
        yield pool;
      }
      case "fork-join" -> new ForkJoinPool(threads);
      case "virtual" ->
          (ExecutorService)
              Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
      default -> throw new AssertionError(kind);
    };
  }

  /** Notes for each thread when it last asked for permits, or gave some back. */
  private RateLimiter noting(RateLimiter limiter) {
    return (RateLimiter)
        Proxy.newProxyInstance(
            RateLimiter.class.getClassLoader(),
            new Class<?>[] {RateLimiter.class},
            (proxy, method, arguments) -> {
              if (!FIGURES.contains(method.getName())) {
                askedAt.set(System.nanoTime());
              }
              return method.invoke(limiter, arguments);
            });
  }

  private Job sync(Job job) {
    Long asked = askedAt.get();
    long now = System.nanoTime();
    int call = calls.getAndIncrement();
    if (call < CALLS) {
      starts[call] = now;
      heldUp[call] = asked != null && now - asked > AT_ONCE_NANOS;
    }
    return job;
  }

  @ParameterizedTest
  @MethodSource("setUps")
  void noWindowHasMoreCallsThanItMay(String kind, int threads, int tps) throws Exception {
    AutoRefreshCacheBuilder builder =
        AutoRefreshCacheBuilder.named("jobs")
            .rateLimiter(noting(TokenBucketRateLimiter.of("jobs", tps, BURST)))
            .parallelism(threads)
            .resyncPeriod(Duration.ofMillis(1));
    ExecutorService executor = null;
    if (!kind.equals("own")) {
      executor = executor(kind, threads);
      builder.executor((Executor) executor);
    }
    AutoRefreshCache<Job> cache = builder.build(this::sync);
    try {
      for (int i = 0; i < CALLS; i++) {
        cache.getOrCreate(Job.of("job-" + i));
      }
      cache.start();
      await().atMost(Duration.ofMinutes(1)).until(() -> calls.get() >= CALLS);
    } finally {
      cache.close();
      if (executor != null) {
        executor.shutdownNow();
      }
    }
    assertThat(mostBeyondTheRate(tps))
        .isLessThanOrEqualTo(BURST + CLUMP + AT_ONCE_NANOS / 1e9 * tps);
  }

  /** The most calls of a window, less its share of the rate. */
  private double mostBeyondTheRate(double tps) {
    long[] counted =
        IntStream.range(0, CALLS)
            .filter(call -> !heldUp[call])
            .mapToLong(call -> starts[call] - starts[0])
            .sorted()
            .toArray();
    double most = 0;
    double behind = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < counted.length; i++) {
      double flowed = counted[i] / 1e9 * tps;
      behind = Math.max(behind, flowed - i);
      most = Math.max(most, behind - flowed + i + 1);
    }
    return most;
  }
}
