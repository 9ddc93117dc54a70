package io.github.autorefresh.cache.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.spring.Job;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ItemQueryTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final List<CacheEntry<Job>> entries = new ArrayList<>();
  private final AutoRefreshCache<Job> jobs = mock();

  ItemQueryTest() {
    when(jobs.entries()).thenAnswer(call -> entries.stream());
  }

  /** Times in seconds from now; null for never. */
  private void add(String id, @Nullable Integer lastSynced, @Nullable Integer next, int failures) {
    entries.add(
        new Entry(
            Job.of(id),
            NOW.minusSeconds(1000),
            lastSynced == null ? null : NOW.plusSeconds(lastSynced),
            next == null ? null : NOW.plusSeconds(next),
            failures,
            failures == 0 ? null : new IllegalStateException("down"),
            null,
            null));
  }

  /** A terminal one, for which the handler has been called and has failed, or not been called. */
  private void addUnhandled(String id, int since, @Nullable Throwable handlerError) {
    entries.add(
        new Entry(
            Job.of(id),
            NOW.minusSeconds(1000),
            NOW.plusSeconds(since),
            null,
            0,
            null,
            NOW.plusSeconds(since),
            handlerError));
  }

  private record Entry(
      Job item,
      Instant createdAt,
      @Nullable Instant lastSyncedAt,
      @Nullable Instant nextSyncAt,
      int consecutiveFailures,
      @Nullable Throwable lastError,
      @Nullable Instant unhandledSince,
      @Nullable Throwable handlerError)
      implements CacheEntry<Job> {}

  private List<String> found(ItemQuery query) {
    return query.in(jobs, NOW).items().stream().map(state -> state.entry().item().id()).toList();
  }

  private static ItemQuery all(int limit, int page) {
    return new ItemQuery(ItemFilter.NONE, ItemOrder.BY_CONCERN, limit, page);
  }

  private static ItemQuery filtered(
      @Nullable Boolean overdue, @Nullable Boolean failing, @Nullable Boolean terminal) {
    return new ItemQuery(
        new ItemFilter(overdue, failing, terminal, null, null), ItemOrder.BY_CONCERN, 9, 0);
  }

  private static ItemQuery sorted(String sort) {
    return new ItemQuery(ItemFilter.NONE, ItemOrder.parse(sort), 9, 0);
  }

  @Test
  void longestStaleComeFirstAndTerminalLast() {
    add("terminal", -500, null, 0);
    add("due-later", -1, 29, 0);
    add("due-soon", -29, 1, 0);
    add("late-a-little", -32, -2, 0);
    add("failing-for-long", -600, 20, 7);
    add("failing-since-created", null, 20, 7);
    add("late-by-much", -90, -60, 0);
    add("failing-anew", -10, 5, 1);
    assertThat(found(all(20, 0)))
        .containsExactly(
            "failing-since-created",
            "failing-for-long",
            "late-by-much",
            "failing-anew",
            "late-a-little",
            "due-soon",
            "due-later",
            "terminal");
  }

  @Test
  void itemsForWhichTheHandlerFailsAreOfConcern() {
    add("terminal", -500, null, 0);
    add("due-soon", -29, 1, 0);
    add("failing", -40, 20, 1);
    addUnhandled("not-yet-called", -600, null);
    addUnhandled("no-mail", -50, new IllegalStateException("no mail"));
    addUnhandled("no-mail-lately", -30, new IllegalStateException("no mail"));
    assertThat(found(all(20, 0)))
        .containsExactly(
            "no-mail", "failing", "no-mail-lately", "due-soon", "not-yet-called", "terminal");
    assertThat(all(1, 0).in(jobs, NOW).items().get(0).staleSince()).isNull();
  }

  @Test
  void staleIsWhatIsOverdueOrFails() {
    add("fresh", -1, 29, 0);
    add("late", -40, -10, 0);
    add("failing", -40, 20, 1);
    add("failing-and-late", -40, -50, 1);
    assertThat(all(20, 0).in(jobs, NOW).items())
        .extracting(state -> state.entry().item().id(), ItemState::staleSince)
        .containsExactly(
            tuple("failing-and-late", NOW.minusSeconds(50)),
            tuple("failing", NOW.minusSeconds(40)),
            tuple("late", NOW.minusSeconds(10)),
            tuple("fresh", null));
  }

  @Test
  void filtersCombine() {
    add("fresh", -1, 29, 0);
    add("late", -40, -10, 0);
    add("failing", -40, 20, 1);
    add("failing-and-late", -40, -50, 1);
    add("terminal", -40, null, 0);
    assertThat(found(filtered(true, null, null))).containsExactly("failing-and-late", "late");
    assertThat(found(filtered(null, true, null))).containsExactly("failing-and-late", "failing");
    assertThat(found(filtered(true, false, null))).containsExactly("late");
    assertThat(found(filtered(false, false, false))).containsExactly("fresh");
    assertThat(found(filtered(null, null, true))).containsExactly("terminal");
  }

  @Test
  void searchFindsPartsOfIds() {
    add("Report-7", -1, 29, 0);
    add("report-17", -1, 28, 0);
    add("mail-7", -1, 27, 0);
    ItemFilter filter = new ItemFilter(null, null, null, null, "PORT-7");
    assertThat(found(new ItemQuery(filter, ItemOrder.BY_CONCERN, 9, 0)))
        .containsExactly("Report-7");
  }

  @Test
  void ordersFollowTheirField() {
    add("b", -40, 20, 1);
    add("a", -10, 5, 3);
    add("d", null, -1, 0);
    add("c", -20, null, 0);
    assertThat(found(sorted("id"))).containsExactly("a", "b", "c", "d");
    assertThat(found(sorted("-id"))).containsExactly("d", "c", "b", "a");
    assertThat(found(sorted("lastSyncedAt"))).containsExactly("b", "c", "a", "d");
    assertThat(found(sorted("-lastSyncedAt"))).containsExactly("a", "c", "b", "d");
    assertThat(found(sorted("nextSyncAt"))).containsExactly("d", "a", "b", "c");
    assertThat(found(sorted("-nextSyncAt"))).containsExactly("b", "a", "d", "c");
    assertThat(found(sorted("-consecutiveFailures"))).containsExactly("a", "b", "c", "d");
    assertThat(found(sorted("createdAt"))).containsExactly("a", "b", "c", "d");
    assertThat(found(sorted("concern"))).isEqualTo(found(all(9, 0)));
  }

  @RepeatedTest(10)
  void pagesTogetherAreTheWholeInOrder(RepetitionInfo seed) {
    SplittableRandom random = new SplittableRandom(seed.getCurrentRepetition());
    for (int i = 0; i < 500; i++) {
      Integer next = random.nextInt(5) == 0 ? null : random.nextInt(-50, 50);
      add("j" + i, random.nextInt(-200, 0), next, random.nextInt(3));
    }
    List<String> whole =
        entries.stream()
            .map(entry -> ItemState.of(entry, NOW))
            .sorted()
            .map(state -> state.entry().item().id())
            .toList();
    int limit = random.nextInt(1, 120);
    List<String> pages = new ArrayList<>();
    for (int page = 0; page * limit < 500; page++) {
      ItemQuery.Found found = all(limit, page).in(jobs, NOW);
      assertThat(found.matching()).isEqualTo(500);
      assertThat(found.items()).hasSizeLessThanOrEqualTo(limit);
      pages.addAll(found(all(limit, page)));
    }
    assertThat(pages).isEqualTo(whole);
  }
}
