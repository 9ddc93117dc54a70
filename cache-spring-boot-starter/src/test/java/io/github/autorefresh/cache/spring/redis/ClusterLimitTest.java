package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ControlSink;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.RecordedChanges;
import io.github.autorefresh.cache.spi.StoreContext;
import io.github.autorefresh.cache.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** The rate after a hold is that of all replicas together, as Redis' clock sees it. */
@NeedsRedis
@Tag("any-jdk")
class ClusterLimitTest {

  private static final double LIMIT = 20;

  private final RedisServer redis = RedisServer.start();
  private final LettuceConnectionFactory connections = redis.connect();
  private final AtomicLong ahead = new AtomicLong();
  private final List<ItemStore<Job>> stores = new ArrayList<>();

  @AfterEach
  void close() {
    stores.forEach(ItemStore::close);
    connections.destroy();
    redis.close();
  }

  private ItemStore<Job> store(double tps) {
    CacheSettings settings = CacheSettings.defaults().withTps(tps).withBurst(50);
    ItemStore<Job> store =
        RedisItemStores.of(connections, RedisStoreSettings.of("limit"), ItemCodec.json(Job.class))
            .ahead(ahead::get)
            .create(
                new StoreContext<>(
                    "jobs",
                    settings,
                    TokenBucketRateLimiter.of("jobs", 1, 1),
                    TimeSource.system(),
                    new RecordedChanges(),
                    ControlSink.NONE));
    stores.add(store); // not opened: nobody but this test moves the clock that is stored
    if (store.reserve("job-0") == null) {
      fill(store);
    }
    return store;
  }

  private static void fill(ItemStore<Job> store) {
    store.fulfil("job-0", Job.of("job-0"), ItemPeriod.OF_CACHE, 0);
    for (int i = 1; i < 300; i++) {
      store.reserve("job-" + i);
      store.fulfil("job-" + i, Job.of("job-" + i), ItemPeriod.OF_CACHE, 0);
    }
  }

  /** All of them claim what they can in turn, for so long; returns how many items. */
  private int claimedIn(double seconds) {
    int claimed = 0;
    for (int i = 0; i < seconds * 100; i++) {
      ClaimedItems<Job> run = new ClaimedItems<>();
      ItemStore<Job> store = stores.get(i % stores.size());
      store.claim(run, 64);
      claimed += run.size();
      store.release(run); // due again at once: there is always more to do than is permitted
      ahead.addAndGet(10_000);
    }
    return claimed;
  }

  @ParameterizedTest
  @ValueSource(doubles = {400, Double.POSITIVE_INFINITY})
  void limitIsThatOfAllAndOfWhoDoesNotKnowOfItYet(double tps) {
    store(tps);
    ItemStore<Job> second = store(tps);
    ItemStore<Job> third = store(tps); // has just started
    for (ItemStore<Job> knows : List.of(stores.get(0), second)) {
      knows.sharedRate().limit(() -> LIMIT);
    }
    claimedIn(1); // what was in the bucket
    double began = ahead.get();
    long real = System.nanoTime();
    int claimed = claimedIn(5);
    double seconds = (ahead.get() - began) / 1e6 + (System.nanoTime() - real) / 1e9;
    assertThat(claimed / seconds).isCloseTo(LIMIT, within(0.1 * LIMIT));

    for (ItemStore<Job> knew : List.of(stores.get(0), second)) {
      knew.sharedRate().limit(() -> Double.POSITIVE_INFINITY);
    }
    ahead.addAndGet(3_000_000);
    ClaimedItems<Job> run = new ClaimedItems<>();
    assertThat(third.claim(run, 64)).isGreaterThanOrEqualTo(50);
  }

  @Test
  void afterAHoldTheBucketIsEmptyAndAllCallsAreCountedForAll() {
    ItemStore<Job> one = store(100);
    ItemStore<Job> two = store(100);
    claimedIn(5);
    ClaimedItems<Job> run = new ClaimedItems<>();
    two.claim(run, 1);
    assertThat(two.sharedRate().callsPerSecond()).isCloseTo(100, within(25.0));

    one.hold(Duration.ofSeconds(10), 0);
    two.claim(run, 64);
    ahead.addAndGet(9_000_000);
    int before = run.size();
    two.claim(run, 64);
    assertThat(run.size()).isEqualTo(before);
    ahead.addAndGet(1_100_000);
    assertThat(one.claim(new ClaimedItems<>(), 64)).isLessThan(50);
  }

  @Test
  void fewCallsAfterAnIdleTimeAreNotTakenForAHighRate() {
    ItemStore<Job> one = store(1000);
    for (int i = 0; i < 3; i++) {
      ahead.addAndGet(3_000_000);
      ClaimedItems<Job> run = new ClaimedItems<>();
      assertThat(one.claim(run, 30)).isEqualTo(30);
      one.release(run);
      assertThat(one.sharedRate().callsPerSecond()).isBetween(5.0, 15.0);
    }
  }
}
