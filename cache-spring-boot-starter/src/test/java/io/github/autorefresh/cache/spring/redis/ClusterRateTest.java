package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** The rate limit of the cluster, as Redis' clock sees it; time is moved by hand. */
@NeedsRedis
@Tag("any-jdk")
class ClusterRateTest {

  private static final double TPS = 200;
  private static final int BURST = 10;
  private static final CacheSettings SETTINGS =
      CacheSettings.defaults().withTps(TPS).withBurst(BURST);

  /** How late a claim may come without losing anything of the rate: see {@code claim.lua}. */
  private static final double RESOLUTION_SECONDS = 0.001;

  private final RedisServer redis = RedisServer.start();
  private final LettuceConnectionFactory connections = redis.connect();
  private final AtomicLong ahead = new AtomicLong();
  private final List<ItemStore<Job>> stores = new ArrayList<>();

  private record Grant(long atMicros, int permits) {

    /** Exact: as seconds since 1970, two doubles would be a quarter of a microsecond off. */
    double secondsSince(Grant earlier) {
      return (atMicros - earlier.atMicros) / 1e6;
    }
  }

  @AfterEach
  void close() {
    stores.forEach(ItemStore::close);
    connections.destroy();
    redis.close();
  }

  private void newStore() {
    ItemStore<Job> store =
        RedisItemStores.of(connections, RedisStoreSettings.of("rate"), ItemCodec.json(Job.class))
            .ahead(ahead::get)
            .create(
                new StoreContext<>(
                    "jobs",
                    SETTINGS,
                    TokenBucketRateLimiter.of("jobs", TPS, BURST),
                    TimeSource.system(),
                    new RecordedChanges(),
                    ControlSink.NONE));
    stores.add(store); // not opened: nobody but this test moves the clock that is stored
  }

  /** When the last grant was, in microseconds of Redis' clock. */
  private long now() {
    byte[] micros = (byte[]) redis.run("HGET", "{rate:jobs}:v1:control", "now");
    return new BigDecimal(new String(micros, UTF_8)).longValueExact();
  }

  @Test
  void noWindowHoldsMoreThanTheBurstAndItsShareOfTheRateHoweverManyReplicasClaim() {
    for (int i = 0; i < 3; i++) {
      newStore();
    }
    for (int i = 0; i < 500; i++) {
      Job job = Job.of("job-" + i);
      assertThat(stores.get(0).reserve(job.id())).isNull();
      stores.get(0).fulfil(job.id(), job, ItemPeriod.OF_CACHE, 0);
    }
    stores.forEach(store -> assertThat(store.reserve("job-0")).isNotNull());
    SplittableRandom random = new SplittableRandom(7);
    List<Grant> grants = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      ItemStore<Job> store = stores.get(random.nextInt(stores.size()));
      ClaimedItems<Job> run = new ClaimedItems<>();
      int granted = store.claim(run, 64);
      if (granted > 0) {
        grants.add(new Grant(now(), granted));
        store.release(run); // due again at once: there is always more to do than is permitted
      }
      boolean lull = i % 20 == 0; // else less than the 50 ms in which the burst is full again
      ahead.addAndGet(lull ? 1_000_000 : random.nextInt(20_000));
    }
    double beyond = Double.NEGATIVE_INFINITY; // what a window may have
    for (int from = 0; from < grants.size(); from++) {
      int permits = 0;
      for (int to = from; to < grants.size(); to++) {
        permits += grants.get(to).permits();
        double window = grants.get(to).secondsSince(grants.get(from)) + RESOLUTION_SECONDS;
        beyond = Math.max(beyond, permits - (BURST + TPS * window));
      }
    }
    assertThat(beyond).as("permits more than the worst window may have").isLessThan(1e-6);
    double due =
        0; // what could be had; a machine that stalls for longer than the burst lasts loses
    for (int i = 1; i < grants.size(); i++) {
      due += Math.min(BURST, TPS * grants.get(i).secondsSince(grants.get(i - 1)));
    }
    double all = grants.stream().mapToInt(Grant::permits).sum();
    assertThat(all).isBetween(0.99 * due, 1.01 * due + BURST);
  }
}
