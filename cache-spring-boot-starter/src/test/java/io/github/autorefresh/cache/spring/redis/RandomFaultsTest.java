package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Replicas come and go, items are created, refreshed and deleted, and Redis freezes or cuts its
 * connections, all by a seed; in the end everybody must hold what was asked for, and no more.
 *
 * <p>{@code -Dfaults.seconds} and {@code -Dfaults.seed} say for how long and which.
 */
@NeedsRedis
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class RandomFaultsTest {

  private static final int IDS = 40;

  private final long seed = Long.getLong("faults.seed", 42);
  private final long seconds = Long.getLong("faults.seconds", 5);
  private final Random random = new Random(seed);
  private final RedisServer redis = RedisServer.start();
  private final Replicas replicas = new Replicas(redis);
  private final List<AutoRefreshCache<Job>> live = new ArrayList<>();

  /** What the test knows of each item: true if it must be there, false if not, absent in doubt. */
  private final Map<String, Boolean> wanted = new ConcurrentHashMap<>();

  private final Map<String, Integer> inCall = new ConcurrentHashMap<>();
  private final AtomicInteger overlaps = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();

  @BeforeEach
  void startThree() {
    Awaitility.setDefaultTimeout(60, TimeUnit.SECONDS);
    replicas.settings =
        replicas
            .settings
            .withLease(Duration.ofSeconds(20))
            .withCreateTimeout(Duration.ofSeconds(2));
    for (int i = 0; i < 3; i++) {
      addReplica();
    }
  }

  @AfterEach
  void close() {
    Awaitility.reset();
    replicas.close();
    redis.close();
  }

  private void addReplica() {
    AutoRefreshCache<Job> cache =
        replicas.add(
            this::sync,
            ItemCodec.json(Job.class),
            builder -> builder.resyncPeriod(Duration.ofMillis(300)).rateLimit(500, 50));
    cache.start();
    live.add(cache);
  }

  private Job sync(Job job) {
    calls.incrementAndGet();
    if (inCall.merge(job.id(), 1, Integer::sum) > 1) {
      overlaps.incrementAndGet();
    }
    try {
      return job.next();
    } finally {
      inCall.merge(job.id(), -1, Integer::sum);
    }
  }

  private AutoRefreshCache<Job> any() {
    return live.get(random.nextInt(live.size()));
  }

  private void step() {
    String id = "job-" + random.nextInt(IDS);
    switch (random.nextInt(40)) {
      case 0 -> {
        redis.freeze();
        await().pollDelay(Duration.ofMillis(random.nextInt(500))).until(() -> true);
        redis.thaw();
      }
      case 1 -> redis.cutConnections();
      case 2 -> {
        if (live.size() > 1) {
          live.remove(random.nextInt(live.size())).close();
        }
      }
      case 3 -> {
        if (live.size() < 4) {
          addReplica();
        }
      }
      case 4 -> attempt(id, () -> any().retune(s -> s.withTps(200 + random.nextInt(400))));
      case 5, 6, 7, 8 -> {
        var unused = any().refresh(id);
      }
      case 9, 10, 11, 12, 13, 14 ->
          attempt(
              id,
              () -> {
                wanted.remove(id);
                any().delete(id);
                wanted.put(id, false);
              });
      default ->
          attempt(
              id,
              () -> {
                wanted.remove(id);
                any().getOrCreate(Job.of(id));
                wanted.put(id, true);
              });
    }
  }

  /** What fails because Redis is not well has happened or not. */
  private void attempt(String id, Runnable deed) {
    try {
      deed.run();
    } catch (CacheUnavailableException e) {
      wanted.remove(id);
    }
  }

  @Test
  void everybodyHoldsWhatWasAskedForInTheEnd() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    int steps = 0;
    while (System.nanoTime() - end < 0 || steps < 100) {
      step();
      steps++;
    }
    await().until(() -> live.stream().allMatch(cache -> cache.stats().storeFailure() == null));
    await()
        .untilAsserted(
            () -> {
              for (AutoRefreshCache<Job> cache : live) {
                wanted.forEach(
                    (id, there) ->
                        assertThat(cache.get(id) != null)
                            .as("%s with seed %d", id, seed)
                            .isEqualTo(there));
                assertThat(cache.size()).isEqualTo(live.get(0).size());
              }
            });
    assertThat(overlaps).as("calls of one item at once, with seed %d", seed).hasValue(0);
    Map<String, Integer> before = new ConcurrentHashMap<>();
    live.get(0).entries().forEach(e -> before.put(e.item().id(), e.item().version()));
    for (AutoRefreshCache<Job> cache : live) {
      before.forEach(
          (id, version) ->
              await()
                  .alias(id + " is synced again and read everywhere, with seed " + seed)
                  .until(() -> cache.get(id).version() > version));
    }
  }
}
