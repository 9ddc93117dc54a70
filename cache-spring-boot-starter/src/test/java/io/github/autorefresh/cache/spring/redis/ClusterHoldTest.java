package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RetryAfterException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one replica's call is told by the external system holds for all of them. */
@NeedsRedis
class ClusterHoldTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  private final RedisServer redis = RedisServer.start();
  private final Replicas replicas = new Replicas(redis);
  private final AtomicBoolean hadEnough = new AtomicBoolean();
  private final Map<String, Integer> calls = new ConcurrentHashMap<>();

  @AfterEach
  void close() {
    replicas.close();
    redis.close();
  }

  private AutoRefreshCache<Job> started(String name) {
    AutoRefreshCache<Job> cache =
        replicas.add(
            job -> {
              calls.merge(name, 1, Integer::sum);
              if (hadEnough.compareAndSet(true, false)) {
                throw new RetryAfterException(Duration.ofMinutes(10));
              }
              return job.next();
            },
            ItemCodec.json(Job.class),
            builder -> builder.resyncPeriod(Duration.ofMillis(100)));
    cache.start();
    return cache;
  }

  private int allCalls() {
    return calls.values().stream().mapToInt(each -> each).sum();
  }

  @Test
  void holdOfOneReplicaIsThatOfAllUntilItIsResumed() {
    AutoRefreshCache<Job> one = started("one");
    AutoRefreshCache<Job> two = started("two");
    for (int i = 0; i < 20; i++) {
      one.getOrCreate(Job.of("job-" + i));
    }
    await().atMost(SOON).until(() -> allCalls() > 100);
    hadEnough.set(true);
    await().atMost(SOON).until(() -> one.stats().heldUntil() != null);
    await().atMost(SOON).until(() -> two.stats().heldUntil() != null);
    await().pollDelay(Duration.ofMillis(500)).until(() -> true); // calls that were under way
    int before = allCalls();
    await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
    assertThat(allCalls()).isEqualTo(before);
    AutoRefreshCache<Job> three = started("three");
    await().atMost(SOON).until(() -> three.stats().heldUntil() != null);
    assertThat(calls).doesNotContainKey("three");
    three.resume();
    await()
        .atMost(SOON)
        .until(() -> one.stats().heldUntil() == null && two.stats().heldUntil() == null);
    await().atMost(SOON).until(() -> allCalls() > before + 20);
  }
}
