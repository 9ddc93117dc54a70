package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many threads that take permits for one cache, while its rate is changed. */
class PermitsThreadsTest {

  private static final int THREADS = 4;
  private static final double TPS = 100_000;
  private static final int BURST = 10;
  private static final int CALLS = 100_000;

  private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void threadsTogetherGetTheRateAndNoMore() throws Exception {
    long start = System.nanoTime();
    TokenBucketRateLimiter limiter = TokenBucketRateLimiter.of("threads", TPS, BURST);
    Permits permits = new Permits(limiter);
    List<Future<Long>> results = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      SplittableRandom random = new SplittableRandom(thread);
      results.add(
          executor.submit(
              () -> {
                long used = 0;
                for (int call = 0; call < CALLS; call++) {
                  int taken = permits.take(1 + random.nextInt(8), 100, System.nanoTime() - start);
                  int unused = taken > 0 ? random.nextInt(taken) : 0;
                  permits.giveBack(unused, 0);
                  used += taken - unused;
                  if (call % 1_000 == 0) {
                    limiter.retune(TPS + call / 1_000 % 2, BURST);
                    permits.retuned(System.nanoTime() - start);
                  }
                }
                return used;
              }));
    }
    long used = 0;
    for (Future<Long> result : results) {
      used += result.get();
    }
    double elapsed = (System.nanoTime() - start) / 1e9;
    assertThat((double) used).isBetween((double) BURST, BURST + 2 + (TPS + 1) * elapsed);
    Thread.onSpinWait();
    long later = System.nanoTime() - start + 1_000_000;
    assertThat(permits.take(BURST, BURST, later)).isPositive();
  }
}
