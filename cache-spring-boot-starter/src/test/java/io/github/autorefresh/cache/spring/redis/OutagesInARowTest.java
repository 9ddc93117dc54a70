package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Outages of Redis leave nothing behind in the replicas. */
@EnabledIf(
    value = "io.github.autorefresh.cache.spring.redis.ProcessRedis#isOnPath",
    disabledReason = "there is no redis-server on the path, and Docker's client has threads here")
@Tag("long")
class OutagesInARowTest extends TwoReplicas {

  private static final int OUTAGES = Integer.getInteger("faults.outages", 8);

  /** What is created once, by the driver too, is there after so many. */
  private static final int FIRST = 4;

  private static final int FEW_THREADS = 3;
  private static final long FEW_BYTES = 2 << 20;

  OutagesInARowTest() {
    super(new ProcessRedis());
    redis.up();
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void leaveThreadsAndHeapAsTheyWere() {
    List<Integer> threads = new ArrayList<>();
    List<Long> heap = new ArrayList<>();
    for (int i = 0; i < OUTAGES; i++) {
      haveAnOutage(i % 2 == 0);
      threads.add(ManagementFactory.getThreadMXBean().getThreadCount());
      System.gc();
      heap.add(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    assertThat(threads.get(OUTAGES - 1))
        .as("threads after each outage: %s", threads)
        .isLessThanOrEqualTo(most(threads) + FEW_THREADS);
    assertThat(heap.get(OUTAGES - 1))
        .as("bytes in use after each outage: %s", heap)
        .isLessThanOrEqualTo(most(heap) + FEW_BYTES);
  }

  private static <N extends Comparable<N>> N most(List<N> numbers) {
    return numbers.stream().limit(FIRST).max(N::compareTo).orElseThrow();
  }

  private void haveAnOutage(boolean withLoss) {
    if (withLoss) {
      redis.kill();
    } else {
      redis.freeze();
    }
    await().until(() -> one.stats().storeFailure() != null && two.stats().storeFailure() != null);
    if (withLoss) {
      redis.up();
    } else {
      redis.thaw();
    }
    assertThatAllGoesOnByItself();
    assertThat(one.delete("new")).isTrue();
    await().until(() -> two.get("new") == null);
  }
}
