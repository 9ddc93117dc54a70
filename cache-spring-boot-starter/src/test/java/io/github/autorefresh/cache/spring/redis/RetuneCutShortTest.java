package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.FirstSync;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spring.redis.script.TestScripts;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.RedisConnectionFailureException;

/** Redis goes away after it has taken a new period, and before all items are due by it. */
@NeedsRedis
class RetuneCutShortTest {

  /** More than two pages. */
  private static final int ITEMS = 600;

  private final RedisServer redis = RedisServer.start();
  private final Replicas replicas = new Replicas(redis);
  private final AtomicInteger pages = new AtomicInteger();

  @AfterEach
  void close() {
    replicas.close();
    redis.close();
  }

  private Object failsAtTheSecondPage(Object[] arguments, Object answer) {
    if (TestScripts.isCallOf("RESCALE", arguments) && pages.incrementAndGet() == 2) {
      throw new RedisConnectionFailureException("gone");
    }
    return answer;
  }

  @Test
  void isFinishedOnceRedisIsBack() {
    AutoRefreshCache<Job> cache =
        replicas.addIntercepted(
            this::failsAtTheSecondPage,
            Job::next,
            builder -> builder.firstSync(FirstSync.SCHEDULED));
    cache.start();
    for (int i = 0; i < ITEMS; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    Duration shorter = Duration.ofMinutes(15);
    cache.retune(settings -> settings.withResyncPeriod(shorter));
    assertThat(cache.settings().resyncPeriod()).isEqualTo(shorter);
    assertThat(pages.get()).isGreaterThanOrEqualTo(2);
    await().until(() -> pages.get() > 4); // three pages, the first of them twice and the second
    AutoRefreshCache<Job> other = replicas.add(Job::next);
    other.start();
    Instant latest = Instant.now().plus(shorter.multipliedBy(6).dividedBy(5)); // of a sync since
    assertThat(other.entries()).allMatch(entry -> entry.nextSyncAt().isBefore(latest));
  }
}
