package io.github.autorefresh.cache;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@linkplain Cadence.Learned learned cadence} has learned of the items of one kind.
 * Immutable.
 *
 * @param kind the {@link CacheItem#cadenceKind} as a string; null for the kind null
 * @param seen how many changes of items of this kind were found by syncs that were due by the clock
 * @param medianToChange the age by which half of the states have changed; null if no change was
 *     found yet
 * @param nextSyncs the interval that would be planned at some ages, the lowest age first
 */
public record KindCadence(
    @Nullable String kind, long seen, @Nullable Duration medianToChange, List<NextSync> nextSyncs) {

  /** Copies the list. */
  public KindCadence {
    nextSyncs = List.copyOf(nextSyncs);
  }

  /**
   * A planned interval, without jitter and stretch.
   *
   * @param age of the state, when a sync finds it unchanged
   * @param interval from that sync to the next
   */
  public record NextSync(Duration age, Duration interval) {}
}
