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
import org.junit.jupiter.api.Test;

/**
 * What holds while Redis is not well: reads go on, whoever wants more is told why not, and all goes
 * on by itself afterwards.
 */
@NeedsRedis
class FaultsTest {

  private static final int ITEMS = 20;

  private final RedisServer redis = RedisServer.start();
  private final Replicas replicas = new Replicas(redis);
  private final AtomicInteger calls = new AtomicInteger();
  private AutoRefreshCache<Job> one;
  private AutoRefreshCache<Job> two;

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

  private AutoRefreshCache<Job> replica() {
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

  private boolean syncsGoOn() {
    int before = calls.get();
    await().until(() -> calls.get() >= before + ITEMS);
    return true;
  }

  private void assertThatReadsGoOnAndCreatesFail() {
    await().until(() -> one.stats().storeFailure() != null);
    assertThat(one.get("job-1")).isNotNull();
    assertThat(one.size()).isEqualTo(ITEMS);
    assertThatThrownBy(() -> one.getOrCreate(Job.of("new")))
        .isInstanceOf(CacheUnavailableException.class)
        .hasMessageContaining("jobs");
    assertThatThrownBy(() -> one.delete("job-1")).isInstanceOf(CacheUnavailableException.class);
    assertThat(one.get("job-1")).isNotNull();
  }

  private void assertThatAllGoesOnByItself() {
    await().until(() -> one.stats().storeFailure() == null && two.stats().storeFailure() == null);
    assertThat(one.size()).isEqualTo(ITEMS);
    int before = one.get("job-1").version();
    await().until(() -> one.get("job-1").version() > before && two.get("job-1").version() > before);
    assertThat(syncsGoOn()).isTrue();
    one.getOrCreate(Job.of("new"));
    await().until(() -> two.get("new") != null);
  }

  @Test
  void frozenRedis() {
    redis.freeze();
    assertThatReadsGoOnAndCreatesFail();
    redis.thaw();
    assertThatAllGoesOnByItself();
  }

  @Test
  void killedRedisThatComesBackEmptyIsFilledFromWhatReplicasHold() {
    redis.kill();
    assertThatReadsGoOnAndCreatesFail();
    redis.up();
    assertThatAllGoesOnByItself();
    assertThat(one.stats().restored() + two.stats().restored()).isEqualTo(ITEMS);
  }

  @Test
  void flushedRedisIsFilledFromWhatReplicasHold() {
    redis.run("FLUSHALL");
    await().until(() -> one.stats().restored() + two.stats().restored() == ITEMS);
    assertThatAllGoesOnByItself();
  }

  @Test
  void itemDeletedAfterALossStaysDeleted() {
    redis.run("FLUSHALL");
    await().until(() -> one.stats().restored() + two.stats().restored() == ITEMS);
    await().until(() -> one.stats().storeFailure() == null);
    await()
        .ignoreException(CacheUnavailableException.class)
        .until(() -> one.delete("job-3") || one.get("job-3") == null);
    assertThat(syncsGoOn()).isTrue();
    await().until(() -> one.get("job-3") == null && two.get("job-3") == null);
  }

  @Test
  void fullRedisThatEvictsNothing() {
    redis.run("CONFIG", "SET", "maxmemory-policy", "noeviction");
    redis.run("CONFIG", "SET", "maxmemory", "1");
    assertThatReadsGoOnAndCreatesFail();
    assertThat(one.stats().storeFailure()).hasStackTraceContaining("OOM");
    redis.run("CONFIG", "SET", "maxmemory", "0");
    assertThatAllGoesOnByItself();
  }

  @Test
  void keyThatSomebodyElseHasOverwritten() {
    String key = "{" + replicas.settings.keyPrefix() + ":jobs}:due";
    redis.run("SET", key, "mine");
    assertThatReadsGoOnAndCreatesFail();
    assertThat(one.stats().storeFailure()).hasStackTraceContaining("WRONGTYPE");
    redis.run("DEL", key);
    assertThatAllGoesOnByItself();
  }

  @Test
  void connectionsThatAreCut() {
    redis.cutConnections();
    assertThatAllGoesOnByItself();
  }

  @Test
  void redisThatIsAwayAtTheStart() {
    redis.kill();
    AutoRefreshCache<Job> three = replica();
    assertThat(three.isRunning()).isTrue();
    assertThat(three.size()).isZero();
    assertThat(three.stats().storeFailure()).isNotNull();
    redis.up();
    await().until(() -> three.size() == ITEMS);
    assertThatAllGoesOnByItself();
  }
}
