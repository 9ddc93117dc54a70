package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.Job;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What holds while Redis is not well: reads go on, whoever wants more is told why not, and all goes
 * on by itself afterwards.
 */
@NeedsRedis
class FaultsTest extends TwoReplicas {

  FaultsTest() {
    super(RedisServer.start());
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
  void settingsOutliveAFlush() {
    one.retune(settings -> settings.withResyncPeriod(Duration.ofMillis(100)));
    one.pause();
    await().until(() -> two.isPaused());
    redis.run("FLUSHALL");
    await().until(() -> one.stats().restored() + two.stats().restored() == ITEMS);
    await().until(() -> one.stats().storeFailure() == null && two.stats().storeFailure() == null);
    AutoRefreshCache<Job> three = replica();
    await().until(() -> three.size() == ITEMS);
    assertThat(three.isPaused()).isTrue();
    assertThat(three.settings().resyncPeriod()).isEqualTo(Duration.ofMillis(100));
    three.resume();
    await().until(() -> !one.isPaused() && !two.isPaused());
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
    await().until(() -> one.stats().storeFailure() != null && two.stats().storeFailure() != null);
    assertThat(one.stats().storeFailure()).hasMessageStartingWith("OOM");
    assertThat(one.get("job-1")).isNotNull();
    assertThatThrownBy(() -> one.getOrCreate(Job.of("new")))
        .isInstanceOf(CacheUnavailableException.class)
        .hasMessageContaining("OOM");
    assertThat(one.delete("job-3")).isTrue();
    await().until(() -> two.get("job-3") == null);
    assertThat(callsBeginWithin(Duration.ofSeconds(1))).isFalse();
    redis.run("CONFIG", "SET", "maxmemory", "0");
    await().until(() -> one.stats().storeFailure() == null);
    one.getOrCreate(Job.of("job-3"));
    assertThatAllGoesOnByItself();
  }

  @Test
  void keyThatSomebodyElseHasOverwritten() {
    String key = replicas.key("due");
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
