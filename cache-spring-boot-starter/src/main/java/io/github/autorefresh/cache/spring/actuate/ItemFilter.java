package io.github.autorefresh.cache.spring.actuate;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which items of a cache are asked for.
 *
 * @param overdue null to not filter by it, as are the other flags
 * @param search what the id must contain, upper and lower case being the same; null for any id
 */
record ItemFilter(
    @Nullable Boolean overdue,
    @Nullable Boolean failing,
    @Nullable Boolean terminal,
    @Nullable Boolean unhandled,
    @Nullable String search) {

  static final ItemFilter NONE = new ItemFilter(null, null, null, null, null);

  static ItemFilter parse(
      @Nullable String overdue,
      @Nullable String failing,
      @Nullable String terminal,
      @Nullable String unhandled,
      @Nullable String search) {
    return new ItemFilter(
        Fields.optionalFlag("overdue", overdue),
        Fields.optionalFlag("failing", failing),
        Fields.optionalFlag("terminal", terminal),
        Fields.optionalFlag("unhandled", unhandled),
        search == null || search.isEmpty() ? null : search);
  }

  ItemFilter withOverdue() {
    return new ItemFilter(true, failing, terminal, unhandled, search);
  }

  ItemFilter withFailing() {
    return new ItemFilter(overdue, true, terminal, unhandled, search);
  }

  ItemFilter withTerminal() {
    return new ItemFilter(overdue, failing, true, unhandled, search);
  }

  ItemFilter withUnhandled() {
    return new ItemFilter(overdue, failing, terminal, true, search);
  }

  boolean matches(ItemState state, Instant now) {
    return (overdue == null || overdue == state.isOverdue(now))
        && (failing == null || failing == state.isFailing())
        && (terminal == null || terminal == state.isTerminal())
        && (unhandled == null || unhandled == state.entry().unhandled())
        && (search == null || contains(state.entry().item().id(), search));
  }

  /** Without a copy of every id in lower case: there may be a million. */
  private static boolean contains(String id, String part) {
    for (int from = 0; from + part.length() <= id.length(); from++) {
      if (id.regionMatches(true, from, part, 0, part.length())) {
        return true;
      }
    }
    return false;
  }
}
