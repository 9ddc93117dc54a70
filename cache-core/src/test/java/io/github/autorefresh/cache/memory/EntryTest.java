package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.CacheItem;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EntryTest {

  private static final long YEAR = Duration.ofDays(365).toMillis();

  private record Thing(String id) implements CacheItem {}

  @Test
  void timesThatShareWordsDoNotTouchEachOther() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 100_000; i++) {
      long created = random.nextLong(-17 * YEAR, 17 * YEAR);
      long synced = random.nextLong(-17 * YEAR, 17 * YEAR);
      long due = random.nextLong(Duration.ofDays(3650).toNanos()) / 10_000 * 10_000;
      Entry<Thing> entry = entry(created);
      assertThat(entry.isSynced()).isFalse();

      entry.due(due, 0);
      entry.synced(synced);

      assertThat(entry.createdAt()).isEqualTo(created);
      assertThat(entry.syncedAt()).isEqualTo(synced);
      assertThat(entry.due()).isEqualTo(due);
      assertThat(entry.isSynced()).isTrue();
    }
  }

  @Test
  void futureDueTimeIsRoundedUpByLessThanTenMicroseconds() {
    Entry<Thing> entry = entry(0);

    entry.due(1_000_000_001, 1_000_000_000);

    assertThat(entry.due()).isEqualTo(1_000_010_000);
  }

  @Test
  void whatIsDueStaysDue() {
    Entry<Thing> entry = entry(0);

    entry.due(1_000_000_001, 1_000_000_001);

    assertThat(entry.due()).isEqualTo(1_000_000_000);
  }

  @Test
  void realDueTimeIsTurnedIntoStretchedOne() {
    Entry<Thing> entry = entry(17 * YEAR);
    entry.dueInReal(1_000_000_000, 0);

    entry.dueInStretched(999_000_000);

    assertThat(entry.due()).isEqualTo(1_000_000);
    assertThat(entry.isDueInReal()).isFalse();
    assertThat(entry.createdAt()).isEqualTo(17 * YEAR);

    entry.dueInReal(1_000_000_000, 0);
    entry.dueInStretched(2_000_000_000);

    assertThat(entry.due()).isZero();
  }

  @Test
  void timesBeyondAllReasonAreCut() {
    Entry<Thing> entry = entry(Long.MAX_VALUE);

    entry.due(Long.MAX_VALUE, 0);
    entry.synced(Long.MIN_VALUE);

    assertThat(entry.due()).isGreaterThan(Duration.ofDays(16_000).toNanos());
    assertThat(entry.isDueInReal()).isFalse();
    entry.dueInReal(Long.MAX_VALUE, 0);
    assertThat(entry.due()).isGreaterThan(Duration.ofDays(16_000).toNanos());
    assertThat(entry.isDueInReal()).isTrue();
    assertThat(entry.createdAt()).isGreaterThan(17 * YEAR);
    assertThat(entry.syncedAt()).isLessThan(-17 * YEAR);
    assertThat(entry.isSynced()).isTrue();
  }

  @Test
  void emptyIdIsAnIdLikeAnyOther() {
    assertThat(Entry.tombstone().is("", "".hashCode())).isFalse();
    assertThat(new Entry<>("", new Thing(""), SyncStatus.USUAL, 0, 0).is("", "".hashCode()))
        .isTrue();
  }

  private static Entry<Thing> entry(long createdAt) {
    return new Entry<>("a", new Thing("a"), SyncStatus.USUAL, createdAt, 0);
  }
}
