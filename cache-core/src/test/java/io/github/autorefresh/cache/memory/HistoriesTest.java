package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Cadence;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spi.RecordedChanges;
import io.github.autorefresh.cache.spi.StoreContext;
import io.github.autorefresh.cache.spi.SyncHistories;
import io.github.autorefresh.cache.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is particular to histories in memory. */
class HistoriesTest {

  private static final double NANOS = 1e9;

  /** Times are kept in units of 67 ms. */
  private static final double UNIT = 0.07;

  private final ManualTime time = new ManualTime();
  private Duration wallClockIsAheadBy = Duration.ZERO;
  private final MemoryItemStore<Job> store =
      new MemoryItemStore<>(
          new StoreContext<>(
              "jobs",
              CacheSettings.defaults()
                  .withCadence(new Cadence.Learned(Duration.ofSeconds(1), Duration.ofSeconds(300))),
              TokenBucketRateLimiter.unlimited(),
              new Clocks(),
              new RecordedChanges()));

  /** The monotonic clock, which goes on, and one that is set. */
  private final class Clocks implements TimeSource {
    @Override
    public long nanos() {
      return time.nanos();
    }

    @Override
    public Instant instant() {
      return time.instant().plus(wallClockIsAheadBy);
    }
  }

  private void create(String id) {
    assertThat(store.reserve(id)).isNull();
    store.fulfil(id, Job.of(id), ItemPeriod.OF_CACHE, 0);
  }

  private void pass(long seconds) {
    time.advance(Duration.ofSeconds(seconds));
  }

  private ClaimedItems<Job> claim() {
    ClaimedItems<Job> items = new ClaimedItems<>();
    assertThat(store.claim(items, 1)).isEqualTo(1);
    return items;
  }

  /** What is told of the one item that is due; it is then found changed or not. */
  private SyncHistories sync(boolean changed, float plan) {
    return settle(claim(), changed, plan);
  }

  private SyncHistories settle(ClaimedItems<Job> items, boolean changed, float plan) {
    long due = time.nanos() + 1;
    if (changed) {
      items.updated(0, items.item(0).next(), ItemPeriod.OF_CACHE, due);
    } else {
      items.unchanged(0, due);
    }
    items.histories().plan(0, plan);
    items.committedAt(time.nanos());
    store.commit(items);
    store.release(items);
    return items.histories();
  }

  private static double unchanged(SyncHistories told) {
    return told.unchangedNanos(0) / NANOS;
  }

  @Test
  void timeInWhichTheWallClockWasSetIsUnknown() {
    create("a");
    sync(false, 1);
    pass(10);
    wallClockIsAheadBy = Duration.ofHours(1);
    SyncHistories told = sync(false, 1);
    assertThat(told.sinceSyncNanos(0)).isEqualTo(SyncHistories.UNKNOWN);
    assertThat(unchanged(told)).as("by the clock that is not set").isCloseTo(10, within(UNIT));
    pass(4000);
    assertThat(sync(false, 1).sinceSyncNanos(0)).isEqualTo(SyncHistories.UNKNOWN);
    pass(10);
    assertThat(sync(false, 1).sinceSyncNanos(0) / NANOS).isCloseTo(10, within(UNIT));
  }

  @Test
  void veryOldStateIsNotTakenForANewOne() {
    create("a");
    sync(false, 1);
    for (int halfYear = 0; halfYear < 10; halfYear++) {
      pass(Duration.ofDays(180).toSeconds());
      SyncHistories told = sync(false, 1);
      assertThat(unchanged(told)).isGreaterThan((double) Duration.ofDays(179).toSeconds());
    }
  }

  @Test
  void newItemKnowsNothingOfTheOneWhoseSlotItHas() {
    create("a");
    sync(true, 1);
    pass(1);
    sync(true, 4);
    pass(1);
    store.remove("a");
    create("b");
    pass(5);
    SyncHistories told = sync(false, 1);
    assertThat(unchanged(told)).isCloseTo(5, within(UNIT));
    assertThat(told.changes(0)).isZero();
  }
}
