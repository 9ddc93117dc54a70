package io.github.autorefresh.cache.spring.redis.copy;

import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How many of the local items are live, failing and unhandled, and their demand. Thread-safe. */
final class ItemCounts {

  /** Of no generation. */
  private static final long NONE = 0;

  private final Demand demand = new Demand();
  private final LongAdder failing = new LongAdder();
  private final LongAdder unhandled = new LongAdder();
  private final HandlerFailures handlerFailures;

  /**
   * Of no item yet.
   *
   * @param handlerFailures forgets those of items that are no longer unhandled
   */
  ItemCounts(HandlerFailures handlerFailures) {
    this.handlerFailures = handlerFailures;
  }

  long live() {
    return demand.live();
  }

  long failing() {
    return failing.sum();
  }

  long unhandled() {
    return unhandled.sum();
  }

  /** In syncs per second. */
  double demand(Duration cachePeriod) {
    return demand.perSecond(cachePeriod);
  }

  /** What is known of an item has replaced what was; null if there is none. */
  void replace(String id, @Nullable ItemFields before, @Nullable ItemFields after) {
    demand.replace(before, after);
    countFailing(before, after);
    countUnhandled(id, before, after);
  }

  /** As {@link #replace}, of one that differs in nothing else. */
  void countUnhandled(String id, @Nullable ItemFields before, @Nullable ItemFields after) {
    long was = unhandledGeneration(before);
    long is = unhandledGeneration(after);
    if ((was == NONE) != (is == NONE)) {
      unhandled.add(is == NONE ? -1 : 1);
    }
    if (is == NONE || (was != NONE && was != is)) {
      handlerFailures.forget(id);
    }
  }

  /** The generation if the item is unhandled, else none that there is. */
  static long unhandledGeneration(@Nullable ItemFields fields) {
    return fields != null && fields.isMarked() ? fields.generation() : NONE;
  }

  private void countFailing(@Nullable ItemFields before, @Nullable ItemFields after) {
    boolean failed = before != null && before.failures() > 0;
    boolean fails = after != null && after.failures() > 0;
    if (failed != fails) {
      failing.add(fails ? 1 : -1);
    }
  }
}
