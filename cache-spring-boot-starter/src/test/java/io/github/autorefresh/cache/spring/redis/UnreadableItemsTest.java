package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
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
    return started(replicas.add(sync, readingFirstStates(), builder -> builder.parallelism(1)));
  }

  private static ItemCodec<Job> readingFirstStates() {
    return reading(
        job -> {
          if (job.version() > 0) {
            throw new IllegalStateException("written by a newer version");
          }
          return job;
        });
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

  /** Ids of items that only those replicas can read whose release has written them. */
  private static List<String> ofNewerRelease(AutoRefreshCache<Job> newer, int count) {
    List<String> ids = IntStream.range(0, count).mapToObj(i -> "item-" + i).toList();
    ids.forEach(id -> newer.getOrCreate(new Job(id, 1, false, null)));
    return ids;
  }

  @Test
  void refreshIsServedByTheReplicaThatCanReadTheItem() {
    AutoRefreshCache<Job> newer = started();
    List<String> ids = ofNewerRelease(newer, 20);
    for (int i = 0; i < 3; i++) {
      startedOlder(this::next);
    }
    for (int round = 0; round < 3; round++) {
      for (String id : ids) {
        assertThat(newer.refresh(id)).succeedsWithin(Duration.ofSeconds(3));
      }
    }
  }

  @Test
  void itemsAreSyncedEachPeriodByTheReplicaThatCanReadThem() {
    Map<String, Integer> calls = new ConcurrentHashMap<>();
    UnaryOperator<AutoRefreshCacheBuilder> eachSecond =
        builder -> builder.resyncPeriod(Duration.ofSeconds(1));
    AutoRefreshCache<Job> newer =
        started(
            replicas.add(
                job -> {
                  calls.merge(job.id(), 1, Integer::sum);
                  return job;
                },
                ItemCodec.json(Job.class),
                eachSecond));
    List<String> ids = ofNewerRelease(newer, 20);
    for (int i = 0; i < 2; i++) {
      started(replicas.add(this::next, readingFirstStates(), eachSecond));
    }
    calls.clear();
    await()
        .atMost(Duration.ofSeconds(8))
        .untilAsserted(() -> assertThat(ids).allMatch(id -> calls.getOrDefault(id, 0) >= 6));
  }

  @Test
  void itemThatNobodyCanReadIsClaimedEverLess() throws InterruptedException {
    AutoRefreshCache<Job> newer = started();
    newer.pause();
    String id = ofNewerRelease(newer, 1).get(0);
    newer.close();
    AutoRefreshCache<Job> older = startedOlder(this::next);
    startedOlder(this::next);
    older.resume();
    await().until(() -> claimsOf(id) > 0);
    Thread.sleep(4000);
    assertThat(claimsOf(id)).isBetween(3, 12);
  }

  /** How often it has been claimed: a field that prelude.lua describes. */
  private int claimsOf(String id) {
    byte[] fields = (byte[]) redis.run("HGET", replicas.key("items"), id);
    return ByteBuffer.wrap(fields).order(ByteOrder.LITTLE_ENDIAN).getInt(1 + 7 * Double.BYTES);
  }

  @Test
  void whatOneReplicaCannotHandleIsHandledByAnother() {
    List<String> handled = new CopyOnWriteArrayList<>();
    ItemHandler<Job> handler = job -> handled.add(job.id());
    started(replicas.add(this::next, readingFirstStates(), builder -> builder.handler(handler)));
    AutoRefreshCache<Job> newer = started(replicas.add(Job::terminal));
    newer.getOrCreate(new Job("a", 1, false, null));
    await().until(() -> newer.get("a").isTerminal());
    double marked = dueToBeHandled("a");
    await().until(() -> dueToBeHandled("a") > marked + 10_000); // it was claimed, and given back
    started(
        replicas.add(this::next, ItemCodec.json(Job.class), builder -> builder.handler(handler)));
    await().atMost(Duration.ofSeconds(6)).untilAsserted(() -> assertThat(handled).contains("a"));
    assertThat(handled).hasSize(1);
  }

  private double dueToBeHandled(String id) {
    return (double) redis.run("ZSCORE", replicas.key("marks"), id);
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
