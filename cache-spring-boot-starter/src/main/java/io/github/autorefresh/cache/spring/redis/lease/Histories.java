package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.Cadence;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spi.SyncHistories;
import io.github.autorefresh.cache.spring.redis.script.Grant;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import io.github.autorefresh.cache.spring.redis.script.ItemHistory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a learned cadence is told of the past of claimed items, and what is stored of its plans.
 * Nothing if the cadence is fixed. All times are of the logical clock, so that it does not matter
 * which replicas have synced an item before.
 */
final class Histories {

  private final boolean kept;

  /** Of the items of a cache. */
  Histories(LeaseSettings settings) {
    kept = settings.cache().cadence() instanceof Cadence.Learned;
  }

  /** Tells of the item that was added last, and was claimed at {@code now}. */
  void describe(ClaimedItems<?> items, Grant.Item claimed, long now) {
    if (!kept) {
      return;
    }
    ItemFields fields = claimed.fields();
    ItemHistory history = fields.history();
    boolean synced = fields.synced() != 0;
    items
        .histories()
        .set(
            items.size() - 1,
            nanos(now - (history == null ? fields.created() : history.changed())),
            nanos(now - (synced ? fields.synced() : fields.created())),
            history == null ? 0 : history.changes(),
            synced && !claimed.hastened() && !items.isProbe(),
            fields.planned());
  }

  private static long nanos(long micros) {
    return TimeUnit.MICROSECONDS.toNanos(Math.max(0, micros));
  }

  /** What is to be stored with an outcome, if it is a success. */
  ItemHistory.@Nullable Planned planned(ClaimedItems<?> items, int i) {
    Outcome outcome = items.outcome(i);
    boolean changed = outcome == Outcome.UPDATED;
    if (!kept || !(changed || outcome == Outcome.UNCHANGED)) {
      return null;
    }
    SyncHistories known = items.histories();
    return new ItemHistory.Planned(known.plan(i), known.changesAfter(i, changed));
  }
}
