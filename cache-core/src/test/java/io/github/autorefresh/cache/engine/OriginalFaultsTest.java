package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheFullException;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Each known fault of the small Go interface that this began as, or of its successor: not here. */
class OriginalFaultsTest {

  private final SteppedTime hand = new SteppedTime();
  private final AtomicInteger calls = new AtomicInteger();

  private AutoRefreshCache<Job> started(AutoRefreshCacheBuilder builder, CacheSyncItem<Job> sync) {
    AutoRefreshCache<Job> cache =
        builder.build(
            (Job job) -> {
              calls.incrementAndGet();
              return sync.sync(job);
            });
    cache.start();
    return cache;
  }

  @Test
  void failedSyncDoesNotDeleteItsItem() {
    AutoRefreshCache<Job> cache =
        started(
            hand.cache("jobs"),
            job -> {
              throw new IllegalStateException("the external system is down");
            });
    cache.getOrCreate(Job.of("a"));
    hand.advance(Duration.ofHours(1));
    assertThat(cache.get("a")).isEqualTo(Job.of("a"));
    assertThat(calls).hasValueGreaterThan(5);
  }

  @Test
  void syncThatEndsAfterADeleteDoesNotBringItsItemBack() {
    Blocking blocking = new Blocking(false);
    AutoRefreshCache<Job> cache =
        started(hand.cache("jobs").executor(Blocking::onThread), blocking);
    cache.getOrCreate(Job.of("a"));
    hand.turn();
    blocking.awaitCall();
    cache.delete("a");
    blocking.release();
    await().until(() -> cache.stats().inFlight() == 0);
    assertThat(cache.get("a")).isNull();
    assertThat(cache.size()).isZero();
  }

  @Test
  void getOrCreateHasOneWinner() throws Exception {
    int callers = 4;
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      for (int round = 0; round < 500; round++) {
        AutoRefreshCache<Job> cache = hand.cache("jobs").build(Job::next);
        CyclicBarrier together = new CyclicBarrier(callers);
        List<Future<Job>> answers = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
          Job mine = new Job("a", caller, false, null);
          answers.add(
              threads.submit(
                  () -> {
                    together.await();
                    return cache.getOrCreate(mine);
                  }));
        }
        Set<Job> winners = ConcurrentHashMap.newKeySet();
        for (Future<Job> answer : answers) {
          winners.add(answer.get());
        }
        assertThat(winners).containsExactly(cache.get("a"));
        assertThat(cache.stats().created()).isEqualTo(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void hungSyncStallsNoOtherItem() {
    Blocking blocking = new Blocking(true);
    AutoRefreshCache<Job> cache =
        started(
            hand.cache("jobs").executor(Blocking::onThread).parallelism(2).unlimited(),
            job -> job.id().equals("hung") ? blocking.sync(job) : job.next());
    cache.getOrCreate(Job.of("hung"));
    hand.turn();
    blocking.awaitCall();
    for (int i = 0; i < 50; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    await()
        .until(
            () -> {
              hand.turn();
              return cache.stats().updated() == 50;
            });
    blocking.release();
  }

  @Test
  void callbackThatThrowsAnErrorKillsNoWorker() {
    AutoRefreshCache<Job> cache =
        started(
            hand.cache("jobs").parallelism(1),
            job -> {
              if (job.id().startsWith("bad")) {
                throw new AssertionError("panic");
              }
              return job.next();
            });
    for (int i = 0; i < 5; i++) {
      cache.getOrCreate(Job.of("bad-" + i));
    }
    cache.getOrCreate(Job.of("good"));
    hand.turn();
    assertThat(cache.get("good").version()).isEqualTo(1);
    assertThat(cache.stats().failed()).isEqualTo(5);
    int before = calls.get();
    hand.advance(Duration.ofMinutes(10));
    assertThat(calls.get() - before).as("further calls").isGreaterThan(20);
  }

  @Test
  void sweepDoesNotFireAtOnce() {
    Map<Long, Integer> perTenMillis = new HashMap<>();
    AutoRefreshCache<Job> cache =
        started(
            hand.cache("jobs").unlimited().jitter(0.1).resyncPeriod(Duration.ofSeconds(1)),
            job -> {
              perTenMillis.merge(hand.elapsed().toMillis() / 10, 1, Integer::sum);
              return job;
            });
    for (int i = 0; i < 10_000; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    hand.turn();
    hand.advance(Duration.ofSeconds(2)); // past the first sync, which all are due for at once
    perTenMillis.clear();
    hand.advance(Duration.ofSeconds(5));
    double mean = perTenMillis.values().stream().mapToInt(Integer::intValue).average().orElse(0);
    int peak = perTenMillis.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    assertThat(mean).isBetween(95.0, 105.0);
    assertThat(peak / mean).as("peak to mean").isLessThan(1.5);
  }

  @Test
  void burstOfOneReachesTheConfiguredRate() {
    AutoRefreshCache<Job> cache =
        started(
            hand.cache("jobs").rateLimit(10_000, 1).resyncPeriod(Duration.ofMillis(100)),
            job -> job);
    for (int i = 0; i < 2000; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    hand.advance(Duration.ofSeconds(1));
    assertThat(calls.get()).isBetween(9_900, 10_001);
  }

  @Test
  void backlogDoesNotFeedItself() {
    int items = 1000;
    AutoRefreshCache<Job> cache =
        started(
            hand.cache("jobs").rateLimit(100, 1).resyncPeriod(Duration.ofSeconds(1)), job -> job);
    for (int i = 0; i < items; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    Duration once = Duration.ofSeconds(items / 100);
    for (int round = 0; round < 10; round++) { // the wait is ten periods
      hand.advance(once);
      assertThat(cache.stats().overdue()).isLessThanOrEqualTo(items);
      assertThat(cache.stats().lag()).isLessThanOrEqualTo(once);
    }
    assertThat(calls.get()).isBetween(9_990, 10_001);
  }

  @Test
  void liveItemIsNeverEvicted() {
    AutoRefreshCache<Job> cache = started(hand.cache("jobs").maxSize(2), Job::next);
    cache.getOrCreate(Job.of("a"));
    cache.getOrCreate(Job.of("b"));
    assertThatThrownBy(() -> cache.getOrCreate(Job.of("c"))).isInstanceOf(CacheFullException.class);
    assertThat(cache.get("a")).isNotNull();
    assertThat(cache.get("b")).isNotNull();
  }

  @Test
  void finishedItemIsNotPolledForEver() {
    AutoRefreshCache<Job> cache =
        started(hand.cache("jobs").terminalRetention(Duration.ofDays(1)), Job::terminal);
    cache.getOrCreate(Job.of("a"));
    hand.advance(Duration.ofHours(5));
    assertThat(calls).hasValue(1);
    assertThat(cache.get("a")).isNotNull();
  }
}
