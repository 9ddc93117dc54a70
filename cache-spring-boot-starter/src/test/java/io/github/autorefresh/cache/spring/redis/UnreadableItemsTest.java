package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.Job;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A replica of an older release does not read all that a newer one has written. */
@NeedsRedis
class UnreadableItemsTest {

  private static RedisServer redis;

  private final Replicas replicas = new Replicas(redis);

  @BeforeAll
  static void startRedis() {
    redis = RedisServer.start();
  }

  @AfterAll
  static void endRedis() {
    redis.close();
  }

  @AfterEach
  void closeReplicas() {
    replicas.close();
  }

  private Job next(Job job) {
    return job.next();
  }

  private AutoRefreshCache<Job> started() {
    return started(replicas.add(this::next));
  }

  private static AutoRefreshCache<Job> started(AutoRefreshCache<Job> cache) {
    cache.start();
    return cache;
  }

  /** One that reads no state but the first of an item. */
  private AutoRefreshCache<Job> startedOlder(CacheSyncItem<Job> sync) {
    return started(
        replicas.add(
            sync,
            reading(
                job -> {
                  if (job.version() > 0) {
                    throw new IllegalStateException("written by a newer version");
                  }
                  return job;
                }),
            builder -> builder.parallelism(1)));
  }

  /** A codec that writes as others do, and makes something else of what it reads. */
  private static ItemCodec<Job> reading(UnaryOperator<Job> asWhat) {
    ItemCodec<Job> json = ItemCodec.json(Job.class);
    return new ItemCodec<>() {
      @Override
      public byte[] encode(Job item) {
        return json.encode(item);
      }

      @Override
      public Job decode(String id, byte[] bytes) {
        return asWhat.apply(json.decode(id, bytes));
      }
    };
  }

  @Test
  void itemThatCannotBeReadIsLeftAloneAndCounted() {
    AutoRefreshCache<Job> newer = started();
    newer.getOrCreate(Job.of("a"));
    AutoRefreshCache<Job> older =
        replicas.add(
            this::next,
            reading(
                job -> {
                  if (job.id().equals("a")) {
                    throw new IllegalStateException("written by a newer version");
                  }
                  return job;
                }),
            builder -> builder);
    older.start();
    assertThat(older.get("a")).isNull();
    assertThat(older.stats().unreadable()).isEqualTo(1);
    assertThatThrownBy(() -> older.getOrCreate(Job.of("a")))
        .isInstanceOf(CacheUnavailableException.class);
    assertThat(older.stats().unreadableItems())
        .containsOnlyKeys("a")
        .containsValue("written by a newer version");
    older.getOrCreate(Job.of("b"));
    await().until(() -> newer.get("b") != null);
    assertThat(newer.get("a")).isNotNull();
  }

  @Test
  void itemThatCannotBeReadCanBeDeletedAndCreatedAnew() {
    AutoRefreshCache<Job> newer = started();
    newer.getOrCreate(Job.of("a"));
    AtomicBoolean reads = new AtomicBoolean();
    AutoRefreshCache<Job> older =
        replicas.add(
            this::next,
            reading(
                job -> {
                  if (!reads.get()) {
                    throw new IllegalStateException("written by a newer version");
                  }
                  return job;
                }),
            builder -> builder);
    older.start();
    assertThat(older.get("a")).isNull();
    assertThat(older.delete("a")).isTrue();
    assertThat(older.stats().unreadable()).isZero();
    reads.set(true);
    assertThat(older.getOrCreate(Job.of("a"))).isEqualTo(Job.of("a"));
  }

  @Test
  void itemThatDoesNotEqualWhatIsReadAgainIsRefused() {
    AutoRefreshCache<Job> cache = replicas.add(this::next, reading(Job::next), builder -> builder);
    assertThatThrownBy(() -> cache.getOrCreate(Job.of("a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must equal");
    assertThat(cache.size()).isZero();
  }

  @Test
  void refreshFailsWhereItsResultCannotBeRead() throws InterruptedException {
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch returns = new CountDownLatch(1);
    AutoRefreshCache<Job> older =
        startedOlder(
            job -> {
              called.countDown();
              returns.await();
              return job;
            });
    try {
      older.getOrCreate(Job.of("occupies the only worker"));
      called.await();
      AtomicBoolean ends = new AtomicBoolean();
      AutoRefreshCache<Job> newer =
          started(replicas.add(job -> ends.get() ? job.terminal() : job.next()));
      older.getOrCreate(Job.of("a"));
      await().until(() -> newer.get("a") != null && newer.get("a").version() > 0);
      assertThatFailsAsUnreadable(older.refresh("a"));
      ends.set(true);
      newer.refresh("a").join();
      assertThatFailsAsUnreadable(older.refresh("a"));
      assertThat(older.get("a")).isEqualTo(Job.of("a"));
    } finally {
      returns.countDown();
    }
  }

  private static void assertThatFailsAsUnreadable(CompletableFuture<Job> refresh) {
    await().until(refresh::isDone);
    assertThatThrownBy(refresh::join)
        .hasRootCauseMessage("written by a newer version")
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("item \"a\" in Redis cannot be read here");
  }

  @Test
  void whatRedisHasLostIsNotCountedAnyMore() {
    AutoRefreshCache<Job> newer = started();
    newer.getOrCreate(Job.of("a"));
    await().until(() -> newer.get("a").version() > 0);
    newer.close();
    AutoRefreshCache<Job> older = startedOlder(this::next);
    assertThat(older.stats().unreadable()).isEqualTo(1);
    redis.run("FLUSHALL");
    await().until(() -> older.stats().unreadable() == 0);
  }
}
