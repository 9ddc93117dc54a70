package io.github.autorefresh.cache.spring.metrics;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.RetryAfterException;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The name and the keys of the observation of a call of a sync function. A bean of this type takes
 * the place of what is given here.
 *
 * <table>
 *   <caption>Keys</caption>
 *   <tr><th>key<th>cardinality<th>value
 *   <tr><td>{@code cache}<td>low<td>the name of the cache
 *   <tr><td>{@code outcome}<td>low<td>{@code updated}, {@code unchanged}, {@code deleted}, {@code
 *       failed} or {@code deferred}; {@code mixed} if the items of a batch differ; {@code none} while the call runs
 *   <tr><td>{@code item.id}<td>high<td>the id of the item, unless it is a batch
 *   <tr><td>{@code batch.size}<td>high<td>the number of items, if it is a batch
 * </table>
 *
 * <p>The outcome is what the call answered. The cache may still discard that: when it comes after
 * the timeout, or when the item has been deleted in the meantime.
 */
public interface SyncObservationConvention extends ObservationConvention<SyncObservationContext> {

  /** What holds unless there is another. */
  SyncObservationConvention DEFAULT = new SyncObservationConvention() {};

  @Override
  default boolean supportsContext(Observation.Context context) {
    return context instanceof SyncObservationContext;
  }

  @Override
  default String getName() {
    return "cache.sync.execution";
  }

  @Override
  default String getContextualName(SyncObservationContext context) {
    return "sync " + context.cache();
  }

  @Override
  default KeyValues getLowCardinalityKeyValues(SyncObservationContext context) {
    @Nullable String outcome = context.outcome();
    if (outcome == null) {
      outcome = context.getError() == null ? KeyValue.NONE_VALUE : outcome(context.getError());
    }
    return KeyValues.of("cache", context.cache(), "outcome", outcome);
  }

  private static String outcome(Throwable error) {
    return error instanceof RetryAfterException ? "deferred" : "failed";
  }

  @Override
  default KeyValues getHighCardinalityKeyValues(SyncObservationContext context) {
    List<? extends CacheItem> items = context.items();
    return context.isBatch()
        ? KeyValues.of("batch.size", String.valueOf(items.size()))
        : KeyValues.of("item.id", items.get(0).id());
  }
}
