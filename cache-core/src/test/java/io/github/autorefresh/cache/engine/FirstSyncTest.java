package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.FirstSync;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FirstSyncTest {

  private static final Duration PERIOD = Duration.ofSeconds(100);

  private final SteppedTime hand = new SteppedTime();
  private final Map<String, Integer> calls = new HashMap<>();
  private final AutoRefreshCache<Job> cache = cache(FirstSync.SCHEDULED);

  private AutoRefreshCache<Job> cache(FirstSync firstSync) {
    return hand.cache("jobs")
        .unlimited()
        .resyncPeriod(PERIOD)
        .firstSync(firstSync)
        .build(
            job -> {
              calls.merge(job.id(), 1, Integer::sum);
              return job;
            });
  }

  @Test
  void scheduledItemsAreSyncedEvenlyOverThePeriodAndThenOncePerPeriod() {
    cache.start();
    create(100);
    hand.turn();
    assertThat(calls).isEmpty();
    for (int tenth = 1; tenth <= 10; tenth++) {
      hand.advance(PERIOD.dividedBy(10));
      assertThat(calls).as("tenth %s", tenth).hasSizeBetween(10 * tenth - 2, 10 * tenth + 2);
    }
    assertThat(calls).hasSize(100).containsValue(1).doesNotContainValue(2);
    hand.advance(PERIOD);
    assertThat(calls.values()).containsOnly(2);
  }

  @Test
  void stateThatAScheduledItemIsCreatedWithCountsAsSynced() {
    cache.getOrCreate(Job.of("a"));
    CacheEntry<Job> entry = cache.entry("a");
    assertThat(entry).isNotNull();
    assertThat(entry.lastSyncedAt()).isEqualTo(entry.createdAt());
    assertThat(entry.nextSyncAt())
        .isAfter(hand.instant())
        .isBeforeOrEqualTo(hand.instant().plus(PERIOD));
  }

  @Test
  void scheduledItemThatIsAskedForIsSyncedAtOnce() {
    cache.start();
    cache.getOrCreate(Job.of("a"));
    var asked = cache.refresh("a");
    hand.turn();
    assertThat(asked).isCompleted();
  }

  @Test
  void otherItemsAreSyncedAtOnce() {
    AutoRefreshCache<Job> now = cache(FirstSync.NOW);
    now.start();
    now.getOrCreate(Job.of("a"));
    assertThat(now.entry("a")).satisfies(entry -> assertThat(entry.lastSyncedAt()).isNull());
    hand.turn();
    assertThat(calls).containsOnlyKeys("a");
  }

  @Test
  void retuneCannotChangeIt() {
    assertThatThrownBy(() -> cache.retune(settings -> settings.withFirstSync(FirstSync.NOW)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("firstSync must stay SCHEDULED");
  }

  private void create(int count) {
    for (int i = 0; i < count; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
  }
}
