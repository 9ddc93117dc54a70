package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two applications of one name on two databases of one Redis have nothing in common. */
@NeedsRedis
class IsolationTest {

  private static final int ITEMS = 21;

  private final RedisServer redis = RedisServer.start();
  private final Replicas three = new Replicas(() -> redis.connectToDatabase(3));
  private final Replicas four = new Replicas(() -> redis.connectToDatabase(4));

  @AfterEach
  void close() {
    three.close();
    four.close();
    redis.close();
  }

  private static AutoRefreshCache<Job> started(Replicas replicas) {
    AutoRefreshCache<Job> cache =
        replicas.add(
            Job::next,
            ItemCodec.json(Job.class),
            builder -> builder.resyncPeriod(Duration.ofMillis(200)));
    cache.start();
    return cache;
  }

  @Test
  void itemsOfOneDatabaseAreUnknownInTheOther() {
    four.settings = three.settings;
    AutoRefreshCache<Job> staging = started(three);
    AutoRefreshCache<Job> production = started(four);
    for (int i = 0; i < ITEMS; i++) {
      staging.getOrCreate(Job.of("job-" + i));
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> staging.get("job-20").version() > 2);
    assertThat(production.size()).isZero();
    assertThat(production.getOrCreate(Job.of("job-1")).version()).isZero();
    assertThat(production.size()).isEqualTo(1);
    assertThat(production.stats().restored()).isZero();
    AutoRefreshCache<Job> later = started(four);
    assertThat(later.size()).isEqualTo(1);
    assertThat(staging.size()).isEqualTo(ITEMS);
  }
}
