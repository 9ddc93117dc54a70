package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.SyncResult;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {

  private final SteppedTime hand = new SteppedTime();
  private final List<Integer> sizes = new ArrayList<>();

  private AutoRefreshCache<Job> cache(CacheSyncBatch<Job> sync) {
    AutoRefreshCache<Job> cache =
        hand.cache("jobs")
            .rateLimit(1, 2)
            .resyncPeriod(Duration.ofDays(1))
            .buildBatched(
                10,
                jobs -> {
                  sizes.add(jobs.size());
                  return sync.sync(jobs);
                });
    cache.start();
    return cache;
  }

  @Test
  void oneCallOfManyItemsTakesOnePermit() {
    AutoRefreshCache<Job> cache =
        cache(jobs -> jobs.stream().map(job -> SyncResult.updated(job.next())).toList());
    for (int i = 0; i < 25; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    hand.turn();
    assertThat(sizes).containsExactly(10, 10);
    hand.advance(Duration.ofSeconds(1));
    assertThat(sizes).containsExactly(10, 10, 5);
    assertThat(cache.stats().updated()).isEqualTo(25);
  }

  @Test
  void eachItemHasItsOwnResultAndAnUnansweredOneHasFailed() {
    AutoRefreshCache<Job> cache =
        cache(
            jobs ->
                Arrays.asList(
                    SyncResult.updated(Job.of("updated").next()),
                    SyncResult.updated(Job.of("updated").next().next()),
                    SyncResult.unchanged("unchanged"),
                    SyncResult.deleted("deleted"),
                    SyncResult.failed("failed", new IllegalStateException("down")),
                    SyncResult.unchanged("nobody"),
                    null));
    for (String id : List.of("updated", "unchanged", "deleted", "failed", "unanswered")) {
      cache.getOrCreate(Job.of(id));
    }
    hand.turn();
    assertThat(cache.get("updated").version()).isEqualTo(1);
    assertThat(cache.get("deleted")).isNull();
    assertThat(cache.entry("unchanged").lastSyncedAt()).isNotNull();
    assertThat(cache.entry("failed").lastError()).hasMessage("down");
    assertThat(cache.entry("unanswered").lastError()).isNotNull();
    assertThat(cache.stats().failed()).isEqualTo(2);
  }

  @Test
  void throwOrNullFailsThemAll() {
    AutoRefreshCache<Job> cache = cache(jobs -> null);
    cache.getOrCreate(Job.of("a"));
    cache.getOrCreate(Job.of("b"));
    hand.turn();
    assertThat(cache.stats().failed()).isEqualTo(2);
    assertThat(cache.size()).isEqualTo(2);
  }
}
