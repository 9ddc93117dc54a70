package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** What caches cost that have nothing to do, and what those of one connection share. */
@NeedsRedis
@Tag("long")
class IdleCostTest {

  private static final int CACHES = 24;

  /** What one connection does at the same time, however many caches there are. */
  private static final int MOST_THREADS = 8;

  private static final int SECONDS = 6;

  private final RedisServer redis = RedisServer.start();
  private final LettuceConnectionFactory connections = redis.connect();
  private final List<AutoRefreshCache<Job>> caches = new ArrayList<>();
  private final Set<Thread> ofOtherTests = sharedThreads();
  private RedisItemStores stores;

  @BeforeEach
  void startAll() {
    ItemCodec<Job> codec = ItemCodec.json(Job.class);
    ItemHandler<Job> nothing = job -> {};
    stores = RedisItemStores.of(connections, RedisStoreSettings.of("idle"), codec);
    for (int i = 0; i < CACHES; i++) {
      AutoRefreshCache<Job> cache =
          AutoRefreshCacheBuilder.named("cache-" + i)
              .resyncPeriod(Duration.ofHours(1))
              .store(stores.with(codec))
              .handler(nothing)
              .build(Job::next);
      caches.add(cache);
      cache.start();
      cache.getOrCreate(Job.of("a"));
      await().atMost(Duration.ofSeconds(30)).until(() -> cache.get("a").version() == 1);
    }
  }

  @AfterEach
  void close() {
    caches.forEach(AutoRefreshCache::close);
    connections.destroy();
    redis.close();
  }

  private static Set<Thread> sharedThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("shared-cache"))
        .collect(Collectors.toSet());
  }

  @Test
  void idleCachesShareARoundTripASecondAndTwoConnectionsAndFewThreads() {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollDelay(Duration.ofSeconds(12))
        .until(() -> true); // threads that were needed are gone
    long readsBefore = Long.parseLong(redis.info("stats", "total_reads_processed"));
    long begun = System.nanoTime();
    await().pollDelay(Duration.ofSeconds(SECONDS)).until(() -> true);
    long reads = Long.parseLong(redis.info("stats", "total_reads_processed")) - readsBefore;
    double seconds = (System.nanoTime() - begun) / 1e9;
    assertThat(reads - 1) // the question itself
        .as("round trips in %s s", seconds)
        .isLessThanOrEqualTo((long) Math.ceil(seconds) + 1);
    assertThat(redis.info("clients", "connected_clients"))
        .as("one for commands, one for the subscription, one of this test")
        .isEqualTo("3");
    Set<Thread> own = sharedThreads();
    own.removeAll(ofOtherTests);
    assertThat(own).hasSizeLessThanOrEqualTo(MOST_THREADS);
  }

  @Test
  void slowListenerOfOneCacheDelaysNoOther() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    AutoRefreshCache<Job> other =
        AutoRefreshCacheBuilder.named("cache-0")
            .store(
                RedisItemStores.of(
                    connections, RedisStoreSettings.of("idle"), ItemCodec.json(Job.class)))
            .build(Job::next);
    AutoRefreshCache<Job> another =
        AutoRefreshCacheBuilder.named("cache-1")
            .store(
                RedisItemStores.of(
                    connections, RedisStoreSettings.of("idle"), ItemCodec.json(Job.class)))
            .build(Job::next);
    caches
        .get(0)
        .addListener(
            new CacheListener<Job>() {
              @Override
              public void onCreated(Job item) {
                blocked.countDown();
                try {
                  go.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            });
    try {
      other.getOrCreate(Job.of("blocks"));
      assertThat(blocked.await(30, TimeUnit.SECONDS)).isTrue();
      another.getOrCreate(Job.of("passes"));
      await().atMost(Duration.ofSeconds(30)).until(() -> caches.get(1).get("passes") != null);
    } finally {
      go.countDown();
      other.close();
      another.close();
    }
  }

  @Test
  void faultOfOneCachesKeysIsThatCachesAlone() {
    redis.run("SET", "{idle:cache-0}:v1:due", "somebody else's");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> caches.get(0).stats().storeFailure() != null);
    await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    assertThat(caches.subList(1, CACHES))
        .allSatisfy(cache -> assertThat(cache.stats().storeFailure()).isNull());
    caches.get(1).getOrCreate(Job.of("b"));
  }
}
