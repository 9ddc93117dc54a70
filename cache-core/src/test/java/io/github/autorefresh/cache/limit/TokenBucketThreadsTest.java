package io.github.autorefresh.cache.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.spi.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many threads at one bucket. */
class TokenBucketThreadsTest {

  private static final int THREADS = 8;
  private static final int CALLS = 50_000;

  private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void noPermitIsLostOrGrantedTwice() throws Exception {
    int burst = 1_000_000_000;
    double tps = 700_000;
    ManualTime time = new ManualTime();
    TokenBucketRateLimiter limiter = TokenBucketRateLimiter.of("threads", tps, burst, time);
    long granted = limiter.take(burst);

    granted +=
        inThreads(
            thread -> {
              SplittableRandom random = new SplittableRandom(thread);
              long mine = 0;
              for (int call = 0; call < CALLS; call++) {
                time.advanceNanos(random.nextInt(10_000));
                switch (random.nextInt(8)) {
                  case 0 -> limiter.retune(tps, burst);
                  case 1 -> {
                    limiter.reserve();
                    mine++;
                  }
                  case 2 -> {
                    int taken = limiter.take(random.nextInt(10));
                    limiter.giveBack(taken, 0);
                  }
                  default -> mine += limiter.take(random.nextInt(10));
                }
              }
              return mine;
            });

    long left = limiter.asResilience4j().getMetrics().getAvailablePermissions();
    long flowedIn = time.elapsed().toNanos() * 7 / 10_000;
    assertThat(granted + left).isEqualTo(burst + flowedIn);
  }

  @Test
  void threadsTogetherNeverExceedTheRate() throws Exception {
    int burst = 100;
    double tps = 1_000_000;
    long start = System.nanoTime();
    TokenBucketRateLimiter limiter = TokenBucketRateLimiter.of("threads", tps, burst);

    long granted =
        inThreads(
            thread -> {
              long mine = 0;
              for (int call = 0; call < CALLS; call++) {
                mine += limiter.take(1 + thread);
              }
              return mine;
            });

    double elapsed = (System.nanoTime() - start) / 1e9;
    assertThat((double) granted).isBetween((double) burst, burst + tps * elapsed);
  }

  private long inThreads(IntToLongFunction work) throws Exception {
    List<Future<Long>> results = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int number = thread;
      results.add(executor.submit(() -> work.applyAsLong(number)));
    }
    long sum = 0;
    for (Future<Long> result : results) {
      sum += result.get();
    }
    return sum;
  }
}
