package io.github.autorefresh.cache.spring.actuate;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * In which order items are listed: by a field, or by concern, which is what {@link ItemState} says.
 * What lacks the field comes last either way; equals follow one another by id.
 *
 * @param descending the largest, or the latest, first
 */
record ItemOrder(Field field, boolean descending) {

  static final ItemOrder BY_CONCERN = new ItemOrder(Field.CONCERN, false);

  /** By their names in requests, which are those of the fields of an item's answer. */
  enum Field {
    CONCERN("concern"),
    ID("id"),
    CREATED_AT("createdAt"),
    LAST_SYNCED_AT("lastSyncedAt"),
    NEXT_SYNC_AT("nextSyncAt"),
    CONSECUTIVE_FAILURES("consecutiveFailures");

    private final String requested;

    Field(String requested) {
      this.requested = requested;
    }
  }

  /** As in {@code sort=lastSyncedAt}, or {@code sort=-lastSyncedAt} for the latest first. */
  static ItemOrder parse(@Nullable String sort) {
    if (sort == null) {
      return BY_CONCERN;
    }
    boolean descending = sort.startsWith("-");
    String name = descending ? sort.substring(1) : sort;
    return Arrays.stream(Field.values())
        .filter(field -> field.requested.equals(name))
        .findFirst()
        .map(field -> new ItemOrder(field, descending))
        .orElseThrow(() -> Refusal.badValue("sort", rule(), sort));
  }

  private static String rule() {
    return Arrays.stream(Field.values())
        .map(field -> field.requested)
        .collect(Collectors.joining(", ", "one of ", ", or one of these with a - before it"));
  }

  Comparator<ItemState> comparator() {
    return switch (field) {
      case CONCERN -> directed(Comparator.naturalOrder());
      case ID -> directed(Comparator.comparing(state -> state.entry().item().id()));
      case CREATED_AT -> by(state -> state.entry().createdAt());
      case LAST_SYNCED_AT -> by(state -> state.entry().lastSyncedAt());
      case NEXT_SYNC_AT -> by(state -> state.entry().nextSyncAt());
      case CONSECUTIVE_FAILURES ->
          directed(Comparator.comparingInt(state -> state.entry().consecutiveFailures()))
              .thenComparing(state -> state.entry().item().id());
    };
  }

  private Comparator<ItemState> by(Function<ItemState, @Nullable Instant> time) {
    Comparator<@Nullable Instant> times =
        Comparator.nullsLast(
            descending ? Comparator.<Instant>reverseOrder() : Comparator.<Instant>naturalOrder());
    return Comparator.comparing(time, times).thenComparing(state -> state.entry().item().id());
  }

  private Comparator<ItemState> directed(Comparator<ItemState> ascending) {
    return descending ? ascending.reversed() : ascending;
  }
}
