package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A replica has given up waiting for the answer when Redis does what it was asked for. */
@NeedsRedis
class LostAnswerTest {

  private static final int ITEMS = 20;
  private static final Duration RETENTION = Duration.ofSeconds(4);

  /** A little longer than the driver waits. */
  private static final Duration SILENCE = Duration.ofMillis(5600);

  private final RedisServer redis = RedisServer.start();
  private final Replicas replicas = new Replicas(redis);
  private final List<String> removed = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    replicas.close();
    redis.close();
  }

  private final class Listener implements CacheListener<Job> {
    @Override
    public void onRemoved(Job job, RemovalCause cause) {
      removed.add(job.id() + " " + cause);
    }
  }

  private static void passes(Duration time) {
    await().pollDelay(time).atMost(time.plusSeconds(1)).until(() -> true);
  }

  @Test
  void whatHasExpiredInRedisIsGoneHereToo() {
    AutoRefreshCache<Job> cache =
        replicas.add(
            Job::next, ItemCodec.json(Job.class), builder -> builder.terminalRetention(RETENTION));
    cache.addListener(new Listener());
    cache.start();
    for (int i = 0; i < ITEMS; i++) {
      cache.getOrCreate(new Job("job-" + i, 0, true, null));
    }
    passes(RETENTION.minusMillis(200));
    redis.freeze();
    passes(SILENCE);
    assertThat(cache.stats().storeFailure()).isNotNull();
    redis.thaw();
    await().until(() -> cache.size() == 0);
    await().until(() -> removed.size() >= ITEMS);
    assertThat(removed)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, ITEMS).mapToObj(i -> "job-" + i + " EXPIRED").toList());
  }
}
