package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.Job;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Two replicas at work over a Redis that something is done to, and what must hold then. */
abstract class TwoReplicas {

  static final int ITEMS = 20;

  final RedisServer redis;
  final Replicas replicas;
  AutoRefreshCache<Job> one;
  AutoRefreshCache<Job> two;
  private final AtomicInteger calls = new AtomicInteger();

  TwoReplicas(RedisServer redis) {
    this.redis = redis;
    replicas = new Replicas(redis);
  }

  @BeforeAll
  static void waitLong() {
    Awaitility.setDefaultTimeout(60, TimeUnit.SECONDS);
  }

  @AfterAll
  static void waitAsUsual() {
    Awaitility.reset();
  }

  @BeforeEach
  void startTwo() {
    replicas.settings = replicas.settings.withCreateTimeout(Duration.ofSeconds(3));
    one = replica();
    two = replica();
    for (int i = 0; i < ITEMS; i++) {
      one.getOrCreate(Job.of("job-" + i));
    }
    await().until(() -> one.size() == ITEMS && two.size() == ITEMS);
    await().until(this::syncsGoOn);
  }

  @AfterEach
  void close() {
    replicas.close();
    redis.close();
  }

  AutoRefreshCache<Job> replica() {
    AutoRefreshCache<Job> cache =
        replicas.add(
            job -> {
              calls.incrementAndGet();
              return job.next();
            },
            ItemCodec.json(Job.class),
            builder -> builder.resyncPeriod(Duration.ofMillis(200)));
    cache.start();
    return cache;
  }

  boolean syncsGoOn() {
    int before = calls.get();
    await().until(() -> calls.get() >= before + ITEMS);
    return true;
  }

  /** True if the external system is called in that time, calls that are under way apart. */
  boolean callsBeginWithin(Duration time) {
    int before = calls.get();
    await().pollDelay(time).until(() -> true);
    return calls.get() > before;
  }

  void assertThatReadsGoOnAndCreatesFail() {
    await().until(() -> one.stats().storeFailure() != null);
    assertThat(one.get("job-1")).isNotNull();
    assertThat(one.size()).isEqualTo(ITEMS);
    assertThatThrownBy(() -> one.getOrCreate(Job.of("new")))
        .isInstanceOf(CacheUnavailableException.class)
        .hasMessageContaining("jobs");
    assertThatThrownBy(() -> one.delete("job-1")).isInstanceOf(CacheUnavailableException.class);
    assertThat(one.get("job-1")).isNotNull();
  }

  void assertThatAllGoesOnByItself() {
    await().until(() -> one.stats().storeFailure() == null && two.stats().storeFailure() == null);
    assertThat(one.size()).isEqualTo(ITEMS);
    int before = one.get("job-1").version();
    await().until(() -> one.get("job-1").version() > before && two.get("job-1").version() > before);
    assertThat(syncsGoOn()).isTrue();
    one.getOrCreate(Job.of("new"));
    await().until(() -> two.get("new") != null);
  }
}
