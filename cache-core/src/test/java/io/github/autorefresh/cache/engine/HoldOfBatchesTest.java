package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RetryAfterException;
import io.github.autorefresh.cache.SyncResult;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class HoldOfBatchesTest {

  private static final Duration HOLD = Duration.ofSeconds(5);

  private final SteppedTime hand = new SteppedTime();
  private final List<List<String>> calls = new ArrayList<>();
  private CacheSyncBatch<Job> next = HoldOfBatchesTest::all;

  private final AutoRefreshCache<Job> cache = hand.cache("jobs").buildBatched(10, this::sync);

  private Collection<SyncResult<Job>> sync(List<Job> jobs) throws Exception {
    calls.add(jobs.stream().map(Job::id).toList());
    CacheSyncBatch<Job> now = next;
    next = HoldOfBatchesTest::all;
    return now.sync(jobs);
  }

  private static Collection<SyncResult<Job>> all(List<Job> jobs) {
    return jobs.stream().map(job -> SyncResult.updated(job.next())).toList();
  }

  private void create(int items) {
    for (int i = 0; i < items; i++) {
      cache.getOrCreate(Job.of("job-" + i));
      hand.pass(Duration.ofMillis(2));
    }
    cache.start();
  }

  @Test
  void batchThatThrowsDefersAll() {
    create(20);
    next =
        jobs -> {
          throw new RetryAfterException(HOLD);
        };
    hand.turn();
    assertThat(calls).hasSize(1);
    assertThat(cache.stats().deferred()).isEqualTo(10);
    assertThat(cache.stats().failed()).isZero();
    hand.advance(HOLD.minusNanos(1));
    assertThat(calls).hasSize(1);
    hand.advance(Duration.ofSeconds(10));
    assertThat(calls.get(1)).as("those that were told go first").isEqualTo(calls.get(0));
  }

  @Test
  void oneItemMayBeDeferredWhileOthersAreSynced() {
    create(10);
    next =
        jobs ->
            jobs.stream()
                .map(
                    job ->
                        job.id().equals("job-3")
                            ? SyncResult.<Job>failed("job-3", new RetryAfterException(HOLD))
                            : job.id().equals("job-4")
                                ? SyncResult.<Job>failed("job-4", new IllegalStateException("no"))
                                : SyncResult.updated(job.next()))
                .toList();
    hand.turn();
    assertThat(cache.stats().deferred()).isEqualTo(1);
    assertThat(cache.stats().failed()).isEqualTo(1);
    assertThat(cache.stats().updated()).isEqualTo(8);
    assertThat(cache.stats().heldUntil()).isEqualTo(hand.instant().plus(HOLD));
    hand.advance(HOLD);
    assertThat(calls.get(1)).startsWith("job-3");
  }

  @Test
  void holdCountsOncePerCallAndTheLongestOneHolds() {
    create(5000);
    hand.advance(Duration.ofSeconds(60));
    double called = 100; // the items' demand is 16.7 calls a second, but they are in arrears
    cache.retune(settings -> settings.withResyncPeriod(Duration.ofSeconds(5)));
    hand.advance(Duration.ofSeconds(20));
    next =
        jobs -> {
          List<SyncResult<Job>> results = new ArrayList<>();
          for (int i = 0; i < jobs.size(); i++) {
            results.add(
                SyncResult.failed(
                    jobs.get(i).id(), new RetryAfterException(Duration.ofSeconds(i == 4 ? 7 : 1))));
          }
          return results;
        };
    hand.advance(Duration.ofMillis(10));
    assertThat(cache.stats().permittedTps()).isEqualTo(called / 2, within(3.0));
    assertThat(Duration.between(hand.instant(), cache.stats().heldUntil()))
        .isBetween(Duration.ofMillis(6985), Duration.ofSeconds(7));
  }
}
