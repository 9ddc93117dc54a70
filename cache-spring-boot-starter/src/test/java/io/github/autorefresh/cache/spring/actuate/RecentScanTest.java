package io.github.autorefresh.cache.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.spring.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecentScanTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final ItemOrder LATEST_SYNC = ItemOrder.parse("-lastSyncedAt");

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final AutoRefreshCache<Job> jobs = mock();
  private final RecentScan scan =
      new RecentScan(jobs, () -> START.plusNanos(this.nanos), () -> this.nanos);

  private long nanos;
  private int scans;
  private Duration scanTakes = Duration.ZERO;

  RecentScanTest() {
    when(jobs.entries())
        .thenAnswer(
            call -> {
              scans++;
              pass(scanTakes);
              return List.copyOf(entries.values()).stream();
            });
    when(jobs.entry(anyString())).thenAnswer(call -> entries.get(call.<String>getArgument(0)));
  }

  private record Entry(
      Job item,
      Instant createdAt,
      @Nullable Instant lastSyncedAt,
      @Nullable Instant nextSyncAt,
      int consecutiveFailures,
      @Nullable Throwable lastError)
      implements CacheEntry<Job> {}

  /** An item that was synced so many seconds before the start, and is due a minute after it. */
  private void add(String id, int secondsAgo, int failures) {
    entries.put(
        id,
        new Entry(
            Job.of(id),
            START.minusSeconds(1000),
            START.minusSeconds(secondsAgo),
            START.plusSeconds(60),
            failures,
            failures == 0 ? null : new IllegalStateException("down")));
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private RecentScan.Found find(ItemFilter filter, ItemOrder order) {
    return scan.find(new ItemQuery(filter, order, 20, 0));
  }

  private static List<String> ids(RecentScan.Found found) {
    return found.items().stream().map(state -> state.entry().item().id()).toList();
  }

  @Test
  void usualQuestionsShareOneScanInTenSeconds() {
    add("fine", 1, 0);
    add("bad", 2, 3);
    for (int viewer = 0; viewer < 100; viewer++) {
      assertThat(ids(find(ItemFilter.NONE, ItemOrder.BY_CONCERN))).containsExactly("bad", "fine");
      assertThat(ids(find(ItemFilter.NONE.withFailing(), ItemOrder.BY_CONCERN)))
          .containsExactly("bad");
      assertThat(ids(find(ItemFilter.NONE.withOverdue(), ItemOrder.BY_CONCERN))).isEmpty();
      assertThat(ids(find(ItemFilter.NONE.withTerminal(), ItemOrder.BY_CONCERN))).isEmpty();
      assertThat(ids(find(ItemFilter.NONE.withUnhandled(), ItemOrder.BY_CONCERN))).isEmpty();
      pass(Duration.ofMillis(99));
    }
    assertThat(scans).isEqualTo(1);
    pass(Duration.ofMillis(100));
    find(ItemFilter.NONE, ItemOrder.BY_CONCERN);
    assertThat(scans).isEqualTo(2);
  }

  @Test
  void scansThatBringNothingNewTakeHalfAHundredthOfTheTime() {
    scanTakes = Duration.ofMillis(100);
    find(ItemFilter.NONE, ItemOrder.BY_CONCERN);
    pass(Duration.ofMillis(19_899));
    RecentScan.Found found = find(ItemFilter.NONE, ItemOrder.BY_CONCERN);
    assertThat(scans).isEqualTo(1);
    assertThat(found.nextScanAt()).isEqualTo(START.plusSeconds(20));
    pass(Duration.ofMillis(1));
    scanTakes = Duration.ofSeconds(5);
    find(ItemFilter.NONE, ItemOrder.BY_CONCERN);
    assertThat(scans).isEqualTo(2);
    pass(RecentScan.MOST_REST.minusNanos(1));
    find(ItemFilter.NONE, ItemOrder.BY_CONCERN);
    assertThat(scans).isEqualTo(2);
    pass(Duration.ofNanos(1));
    find(ItemFilter.NONE, ItemOrder.BY_CONCERN);
    assertThat(scans).isEqualTo(3);
  }

  @Test
  void newQuestionWaitsForTenSecondsAtMost() {
    scanTakes = Duration.ofSeconds(1);
    find(ItemFilter.NONE, ItemOrder.BY_CONCERN);
    RecentScan.Found early = find(ItemFilter.NONE, LATEST_SYNC);
    assertThat(early.matching()).isNull();
    assertThat(early.nextScanAt()).isEqualTo(START.plusSeconds(11));
    pass(RecentScan.LEAST_REST);
    assertThat(find(ItemFilter.NONE, LATEST_SYNC).matching()).isZero();
    assertThat(scans).isEqualTo(2);
  }

  @Test
  void newQuestionsTakeATenthOfTheTimeAtMost() {
    scanTakes = Duration.ofSeconds(2);
    find(ItemFilter.NONE, ItemOrder.BY_CONCERN);
    assertThat(find(ItemFilter.NONE, LATEST_SYNC).nextScanAt()).isEqualTo(START.plusSeconds(20));
  }

  @Test
  void viewersWhoKeepLookingDoNotDisplaceEachOther() {
    scanTakes = Duration.ofMillis(500);
    add("j7", 1, 0);
    for (int second = 0; second < 600; second += 2) {
      for (int viewer = 0; viewer < 40; viewer++) {
        RecentScan.Found found = find(search("j" + viewer), ItemOrder.BY_CONCERN);
        if (second > 10) {
          assertThat(found.matching()).as("viewer %d", viewer).isNotNull();
        }
      }
      pass(Duration.ofSeconds(2));
    }
    assertThat(scans).isEqualTo(7);
  }

  @Test
  void whatNobodyAsksAnyMoreIsForgotten() {
    find(search("j"), ItemOrder.BY_CONCERN);
    pass(RecentScan.KEPT.plusNanos(1));
    find(ItemFilter.NONE, ItemOrder.BY_CONCERN);
    assertThat(find(search("j"), ItemOrder.BY_CONCERN).matching()).isNull();
  }

  @Test
  void newQuestionIsAnsweredByTheNextScan() {
    add("older", 9, 0);
    add("newer", 1, 0);
    find(ItemFilter.NONE, ItemOrder.BY_CONCERN);
    pass(Duration.ofSeconds(4));
    RecentScan.Found early = find(ItemFilter.NONE, LATEST_SYNC);
    assertThat(early.matching()).isNull();
    assertThat(early.items()).isEmpty();
    assertThat(early.scannedAt()).isEqualTo(START);
    assertThat(early.nextScanAt()).isEqualTo(START.plusSeconds(10));
    pass(Duration.ofSeconds(6));
    RecentScan.Found answered = find(ItemFilter.NONE, LATEST_SYNC);
    assertThat(answered.matching()).isEqualTo(2);
    assertThat(ids(answered)).containsExactly("newer", "older");
    assertThat(scans).isEqualTo(2);
  }

  @Test
  void wholeIdIsFoundWithoutAScan() {
    add("order-7", 1, 0);
    add("order-77", 1, 0);
    find(ItemFilter.NONE, ItemOrder.BY_CONCERN);
    RecentScan.Found early = find(search("order-7"), ItemOrder.BY_CONCERN);
    assertThat(early.matching()).isNull();
    assertThat(ids(early)).containsExactly("order-7");
    assertThat(ids(find(search("order-7").withFailing(), ItemOrder.BY_CONCERN))).isEmpty();
    pass(RecentScan.LEAST_REST);
    assertThat(ids(find(search("order-7"), ItemOrder.BY_CONCERN)))
        .containsExactlyInAnyOrder("order-7", "order-77");
    assertThat(scans).isEqualTo(2);
  }

  @Test
  void firstQuestionIsAnsweredAtOnce() {
    add("older", 9, 0);
    add("newer", 1, 0);
    assertThat(ids(find(ItemFilter.NONE, LATEST_SYNC))).containsExactly("newer", "older");
  }

  @Test
  void itemsAreShownAsTheyAreNow() {
    add("mended", 1, 2);
    add("gone", 1, 2);
    assertThat(ids(find(ItemFilter.NONE.withFailing(), ItemOrder.BY_CONCERN))).hasSize(2);
    add("mended", 0, 0);
    entries.remove("gone");
    RecentScan.Found found = find(ItemFilter.NONE.withFailing(), ItemOrder.BY_CONCERN);
    assertThat(ids(found)).containsExactly("mended");
    assertThat(found.items().get(0).isFailing()).isFalse();
    assertThat(found.matching()).isEqualTo(2);
    assertThat(scans).isEqualTo(1);
  }

  @Test
  void noMoreThanTenThousandIdsAreKept() {
    for (int i = 0; i < 20_000; i++) {
      add("j" + i, i, 1);
    }
    List<ItemQuery> queries = new ArrayList<>();
    for (String field : List.of("id", "createdAt", "lastSyncedAt", "nextSyncAt")) {
      for (int digit = 0; digit < 10; digit++) {
        ItemFilter filter = search(String.valueOf(digit));
        queries.add(new ItemQuery(filter, ItemOrder.parse(field), 20, 0));
        queries.add(new ItemQuery(filter, ItemOrder.parse("-" + field), 20, 0));
      }
    }
    queries.forEach(scan::find);
    pass(RecentScan.LEAST_REST);
    int kept = queries.stream().map(scan::find).mapToInt(RecentScan.Found::reachable).sum();
    kept += find(ItemFilter.NONE, ItemOrder.BY_CONCERN).reachable();
    kept += find(ItemFilter.NONE.withFailing(), ItemOrder.BY_CONCERN).reachable();
    assertThat(kept).isPositive().isLessThanOrEqualTo(RecentScan.MOST_IDS);
  }

  @Test
  void pagesGoAsFarAsIdsAreKept() {
    for (int i = 0; i < 5000; i++) {
      add("j" + i, i, 0);
    }
    RecentScan.Found last = scan.find(new ItemQuery(ItemFilter.NONE, LATEST_SYNC, 50, 19));
    assertThat(last.matching()).isEqualTo(5000);
    assertThat(last.reachable()).isEqualTo(1000);
    assertThat(ids(last)).hasSize(50).startsWith("j950").endsWith("j999");
    assertThat(scan.find(new ItemQuery(ItemFilter.NONE, LATEST_SYNC, 50, 20)).items()).isEmpty();
    assertThat(scans).isEqualTo(1);
  }

  private static ItemFilter search(String part) {
    return new ItemFilter(null, null, null, null, part);
  }
}
