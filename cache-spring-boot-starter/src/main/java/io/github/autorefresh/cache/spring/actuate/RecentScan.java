package io.github.autorefresh.cache.spring.actuate;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the last scan of a cache found, for all viewers who keep looking at its items. However many
 * viewers there are, and whatever they look for, there is at most one scan in {@link #LEAST_REST}.
 * Scans that only bring answers up to date are rarer in a large cache: they take at most half a
 * hundredth of a thread's time, unless there would be none in {@link #MOST_REST}; those for new
 * questions take at most a tenth. At most {@link #MOST_IDS} ids are kept, and nothing else: items
 * are always shown in their present state. Thread-safe.
 *
 * <p>A scan answers the usual questions and those that were asked within {@link #KEPT}, up to
 * {@link #MOST_QUESTIONS} in all: the more there are, the fewer ids are kept of each. A new
 * question is answered by the next scan, which may be yet to come; but a search for a whole id
 * finds that item at once.
 */
final class RecentScan {

  static final Duration LEAST_REST = Duration.ofSeconds(10);
  static final Duration MOST_REST = Duration.ofMinutes(2);
  static final int MOST_IDS = 10_000;

  /** Browsers let a page that nobody looks at ask once a minute. */
  static final Duration KEPT = Duration.ofSeconds(75);

  /** Many more than viewers have, so that these do not displace each other's with each poll. */
  static final int MOST_QUESTIONS = 50;

  /** How many times as long as a scan took there is none. */
  private static final int REST_PER_SCAN = 199;

  private static final int REST_PER_SCAN_FOR_NEW = 9;
  private static final int MOST_IDS_OF_EACH = 1000;

  private static final Set<Question> USUAL =
      Set.of(
          new Question(ItemFilter.NONE, ItemOrder.BY_CONCERN),
          new Question(ItemFilter.NONE.withFailing(), ItemOrder.BY_CONCERN),
          new Question(ItemFilter.NONE.withOverdue(), ItemOrder.BY_CONCERN),
          new Question(ItemFilter.NONE.withTerminal(), ItemOrder.BY_CONCERN),
          new Question(ItemFilter.NONE.withUnhandled(), ItemOrder.BY_CONCERN));

  private record Question(ItemFilter filter, ItemOrder order) {}

  private record Answer(long matching, List<String> ids) {}

  /**
   * The answer to a query.
   *
   * @param scannedAt when the scan was that chose the items
   * @param matching null if that scan did not look for them, so that the one after {@code
   *     nextScanAt} must be waited for
   * @param reachable how many items the pages have together
   */
  record Found(
      Instant scannedAt,
      Instant nextScanAt,
      @Nullable Long matching,
      int reachable,
      List<ItemState> items) {}

  private final AutoRefreshCache<?> cache;
  private final InstantSource clock;
  private final LongSupplier ticker;

  /** When questions beside the usual ones were asked last; the latest is the last. */
  private final Map<Question, Long> asked = new LinkedHashMap<>();

  private Map<Question, Answer> answers = Map.of();
  private @Nullable Instant scannedAt;
  private long scannedNanos;
  private long scanNanos;

  RecentScan(AutoRefreshCache<?> cache, InstantSource clock, LongSupplier ticker) {
    this.cache = cache;
    this.clock = clock;
    this.ticker = ticker;
  }

  /** Scans if the last scan is long enough ago; others wait for it meanwhile. */
  synchronized Found find(ItemQuery query) {
    Question question = new Question(query.filter(), query.order());
    remember(question);
    boolean isNew = !answers.containsKey(question);
    if (scannedAt == null || ticker.getAsLong() - scannedNanos >= restNanos(isNew)) {
      scannedAt = clock.instant();
      long began = ticker.getAsLong();
      asked.values().removeIf(at -> began - at > KEPT.toNanos());
      answers = scan(scannedAt);
      scannedNanos = ticker.getAsLong();
      scanNanos = scannedNanos - began;
    }
    long restLeft = scannedNanos + restNanos(isNew) - ticker.getAsLong();
    Instant nextScanAt = clock.instant().plusNanos(restLeft);
    Answer answer = answers.get(question);
    return answer == null
        ? new Found(scannedAt, nextScanAt, null, 0, exactly(query.filter()))
        : new Found(
            scannedAt,
            nextScanAt,
            answer.matching(),
            answer.ids().size(),
            present(answer.ids(), query));
  }

  /** A new question does not wait for long. */
  private long restNanos(boolean isNew) {
    long wanted = (isNew ? REST_PER_SCAN_FOR_NEW : REST_PER_SCAN) * scanNanos;
    return Math.min(Math.max(LEAST_REST.toNanos(), wanted), MOST_REST.toNanos());
  }

  /** Who searches for a whole id needs no scan. */
  private List<ItemState> exactly(ItemFilter filter) {
    Instant now = clock.instant();
    CacheEntry<?> entry = filter.search() == null ? null : cache.entry(filter.search());
    return entry == null || !filter.matches(ItemState.of(entry, now), now)
        ? List.of()
        : List.of(ItemState.of(entry, now));
  }

  private void remember(Question question) {
    if (USUAL.contains(question)) {
      return;
    }
    asked.remove(question);
    asked.put(question, ticker.getAsLong());
    if (asked.size() > MOST_QUESTIONS - USUAL.size()) {
      asked.remove(asked.keySet().iterator().next());
    }
  }

  private Map<Question, Answer> scan(Instant now) {
    Map<Question, FirstItems> selections = new LinkedHashMap<>();
    int idsOfEach = Math.min(MOST_IDS_OF_EACH, MOST_IDS / (USUAL.size() + asked.size()));
    Stream.concat(USUAL.stream(), asked.keySet().stream())
        .forEach(it -> selections.put(it, new FirstItems(it.order(), idsOfEach)));
    try (Stream<? extends CacheEntry<?>> entries = cache.entries()) {
      entries.forEach(
          entry -> {
            ItemState state = ItemState.of(entry, now);
            selections.forEach(
                (question, selection) -> {
                  if (question.filter().matches(state, now)) {
                    selection.offer(state);
                  }
                });
          });
    }
    Map<Question, Answer> found = new HashMap<>();
    selections.forEach((question, selection) -> found.put(question, answer(selection)));
    return found;
  }

  private static Answer answer(FirstItems selection) {
    List<String> ids = new ArrayList<>();
    selection.inOrder().forEach(state -> ids.add(state.entry().item().id()));
    return new Answer(selection.offered(), ids);
  }

  /** Those of the page that are still there. */
  private List<ItemState> present(List<String> ids, ItemQuery query) {
    Instant now = clock.instant();
    return ids.stream()
        .skip(query.first())
        .limit(query.limit())
        .map(cache::entry)
        .filter(Objects::nonNull)
        .map(entry -> ItemState.of(entry, now))
        .toList();
  }
}
