package io.github.autorefresh.cache.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.pace.HoldLog;
import io.github.autorefresh.cache.engine.pace.Throttle;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.memory.MemoryItemStore;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.spi.RecordedChanges;
import io.github.autorefresh.cache.spi.StoreContext;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClaimingTest {

  private static final int BATCH = 10;

  private final ManualTime time = new ManualTime();
  private final RateLimiter limiter = TokenBucketRateLimiter.of("jobs", 1000, 100, time);
  private final ItemStore<Job> store =
      new MemoryItemStore<>(
          new StoreContext<>(
              "jobs",
              CacheSettings.defaults().withTps(1000).withBurst(100).withMaxBatch(BATCH),
              limiter,
              time,
              new RecordedChanges()));
  private final Throttle throttle =
      new Throttle(limiter::tps, () -> store.stats(), BATCH, null, time.nanos());
  private final Claiming claiming = new Claiming(throttle, BATCH, time, new HoldLog("jobs"));
  private final ClaimedItems<Job> items = new ClaimedItems<>();

  private void create(int some) {
    for (int i = 0; i < some; i++) {
      String id = "job-" + i;
      store.reserve(id);
      store.fulfil(id, Job.of(id), ItemPeriod.OF_CACHE, 0);
    }
  }

  /** After a hold of a second, with a permit or two of the throttle's. */
  private void limit() {
    for (int i = 0; i < 20; i++) {
      claiming.began(10, time.nanos());
      time.advance(Duration.ofMillis(100));
    }
    throttle.retryAfter(Duration.ofSeconds(1), time.nanos(), false, time.nanos());
    time.advance(Duration.ofSeconds(3));
    assertThat(throttle.available(time.nanos())).isEqualTo(9);
  }

  @Test
  void withoutALimitTheStoreDecides() {
    create(25);
    assertThat(claiming.claimable(store, 100)).isEqualTo(25);
    assertThat(claiming.untilWork(store)).isZero();
    assertThat(claiming.claim(store, items, 100)).isEqualTo(25);
  }

  @Test
  void duringAHoldNeitherStoreNorLimiterIsAsked() {
    create(25);
    throttle.retryAfter(Duration.ofSeconds(5), time.nanos(), false, time.nanos());
    assertThat(claiming.claimable(store, 100)).isZero();
    assertThat(claiming.claim(store, items, 100)).isZero();
    assertThat(limiter.available()).isEqualTo(100);
    assertThat(claiming.untilWork(store)).isEqualTo(Duration.ofSeconds(5).toNanos());
  }

  @Test
  void permitCoversABatch() {
    create(500);
    limit();
    assertThat(claiming.claimable(store, 1000)).isEqualTo(90);
    assertThat(claiming.claim(store, items, 15)).isEqualTo(15);
    assertThat(throttle.available(time.nanos())).isEqualTo(7);
  }

  @Test
  void permitsForWhatIsNotDueAreGivenBack() {
    create(15);
    limit();
    assertThat(claiming.claim(store, items, 90)).isEqualTo(15);
    assertThat(throttle.available(time.nanos())).isEqualTo(7);
    items.clear();
    assertThat(claiming.claim(store, items, 90)).isZero();
    assertThat(throttle.available(time.nanos())).isEqualTo(7);
  }
}
