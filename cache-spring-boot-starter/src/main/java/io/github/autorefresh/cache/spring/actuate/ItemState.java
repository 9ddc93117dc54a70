package io.github.autorefresh.cache.spring.actuate;

import io.github.autorefresh.cache.CacheEntry;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What is the matter with an item at one moment. In order of concern: those first that are stale or
 * for which the handler fails, of these the one that has been for longest; then those whose sync is
 * next; terminal ones at last.
 *
 * @param staleSince null if the item is as fresh as its period promises. Otherwise since when it is
 *     not: of an overdue item its due time, of a failing one when its state was last seen or, if it
 *     never was, when it was registered
 */
record ItemState(CacheEntry<?> entry, @Nullable Instant staleSince)
    implements Comparable<ItemState> {

  private static final Comparator<ItemState> BY_CONCERN =
      Comparator.comparing(ItemState::concernSince)
          .thenComparing(state -> orNever(state.entry().nextSyncAt()))
          .thenComparing(state -> state.entry().item().id());

  static ItemState of(CacheEntry<?> entry, Instant now) {
    return new ItemState(entry, notFreshSince(entry, now));
  }

  private static @Nullable Instant notFreshSince(CacheEntry<?> entry, Instant now) {
    Instant due = entry.nextSyncAt();
    Instant overdueSince = due != null && due.isBefore(now) ? due : null;
    if (entry.consecutiveFailures() == 0) {
      return overdueSince;
    }
    Instant lastSynced = entry.lastSyncedAt();
    Instant lastSeen = lastSynced == null ? entry.createdAt() : lastSynced;
    return overdueSince != null && overdueSince.isBefore(lastSeen) ? overdueSince : lastSeen;
  }

  /** Far in the future if nothing is the matter. */
  private Instant concernSince() {
    Instant stale = orNever(staleSince);
    Instant unhandled = orNever(entry.handlerError() == null ? null : entry.unhandledSince());
    return stale.isBefore(unhandled) ? stale : unhandled;
  }

  boolean isOverdue(Instant now) {
    Instant due = entry.nextSyncAt();
    return due != null && due.isBefore(now);
  }

  boolean isFailing() {
    return entry.consecutiveFailures() > 0;
  }

  /** Told by the schedule rather than by the item, whose code is not for us to run. */
  boolean isTerminal() {
    return entry.nextSyncAt() == null;
  }

  private static Instant orNever(@Nullable Instant instant) {
    return instant == null ? Instant.MAX : instant;
  }

  @Override
  public int compareTo(ItemState other) {
    return BY_CONCERN.compare(this, other);
  }
}
