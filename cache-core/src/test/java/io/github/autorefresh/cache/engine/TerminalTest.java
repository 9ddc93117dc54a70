package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheFullException;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TerminalTest {

  private static final Duration RETENTION = Duration.ofHours(1);

  private final SteppedTime hand = new SteppedTime();
  private final AtomicInteger calls = new AtomicInteger();

  private final AutoRefreshCache<Job> cache =
      hand.cache("jobs")
          .terminalRetention(RETENTION)
          .maxSize(2)
          .build(
              job -> {
                calls.incrementAndGet();
                return job.terminal();
              });

  @Test
  void terminalItemIsNeverSyncedAgainAndLeavesAfterItsRetention() {
    cache.start();
    cache.getOrCreate(Job.of("a"));
    hand.turn();
    assertThat(cache.entry("a").nextSyncAt()).isNull();
    hand.advance(RETENTION.minusMillis(1));
    assertThat(calls).hasValue(1);
    assertThat(cache.get("a")).isNotNull();
    hand.advance(Duration.ofMillis(1));
    assertThat(cache.get("a")).isNull();
    assertThat(cache.size()).isZero();
  }

  @Test
  void itemCreatedTerminalIsNeverSynced() {
    cache.start();
    cache.getOrCreate(Job.of("a").terminal());
    hand.advance(RETENTION.minusMillis(1));
    assertThat(calls).hasValue(0);
    assertThat(cache.refresh("a")).isCompletedWithValue(Job.of("a").terminal());
  }

  @Test
  void retentionRunsOnlyWhileTheCacheDoes() {
    cache.getOrCreate(Job.of("a").terminal());
    hand.advance(RETENTION.multipliedBy(2));
    assertThat(cache.get("a")).isNotNull();
  }

  @Test
  void listenerOfAnItemThatHasBecomeTerminalMayCreateAnotherInAFullCache() {
    cache.addListener(
        new CacheListener<>() {
          @Override
          public void onUpdated(Job previous, Job current) {
            if (current.id().length() == 1) {
              cache.getOrCreate(Job.of("after " + current.id()));
            }
          }
        });
    cache.start();
    cache.getOrCreate(Job.of("a"));
    cache.getOrCreate(Job.of("b"));
    hand.turn();
    assertThat(cache.get("after a")).isNotNull();
    assertThat(cache.get("after b")).isNotNull();
    assertThat(cache.size()).isEqualTo(2);
  }

  @Test
  void fullCacheEvictsTheLongestTerminalAndNeverALiveItem() {
    cache.getOrCreate(Job.of("first").terminal());
    hand.advance(Duration.ofSeconds(1));
    cache.getOrCreate(Job.of("second").terminal());
    cache.getOrCreate(Job.of("third"));
    assertThat(cache.get("first")).isNull();
    cache.getOrCreate(Job.of("fourth"));
    assertThat(cache.get("second")).isNull();
    assertThatThrownBy(
            () ->
                cache.getOrCreate(
                    "fifth",
                    id -> {
                      throw new AssertionError("called though full");
                    }))
        .isInstanceOf(CacheFullException.class);
    assertThat(cache.size()).isEqualTo(2);
    assertThat(cache.stats().evictions()).isEqualTo(2);
  }
}
