package io.github.autorefresh.cache.engine.call;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.SyncResult;
import io.github.autorefresh.cache.engine.pace.JitterSequence;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ForeignCode;
import io.github.autorefresh.cache.spi.TimeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the sync function for several items at once. */
public final class BatchCall<T extends CacheItem> implements SyncCall<T> {

  private static final Logger log = LoggerFactory.getLogger(BatchCall.class);

  private final String cache;
  private final int maxBatch;
  private final CacheSyncBatch<T> sync;
  private final Outcomes<T> outcomes;
  private final TimeSource time;

  /** Calls this function for up to {@code maxBatch} items. */
  public BatchCall(
      String cache, int maxBatch, CacheSyncBatch<T> sync, Outcomes<T> outcomes, TimeSource time) {
    this.cache = cache;
    this.maxBatch = maxBatch;
    this.sync = sync;
    this.outcomes = outcomes;
    this.time = time;
  }

  @Override
  public int maxBatch() {
    return maxBatch;
  }

  @Override
  @SuppressWarnings("CatchThrowable") // whatever it is, only these syncs have failed
  public void call(ClaimedItems<T> items, int from, int to, long startedAt, JitterSequence jitter) {
    Map<String, Integer> unanswered = new HashMap<>();
    List<T> batch = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      batch.add(items.item(i));
      unanswered.put(items.id(i), i);
    }
    Throwable cause = null;
    try {
      Collection<SyncResult<T>> results = sync.sync(Collections.unmodifiableList(batch));
      if (results == null) {
        throw new NullPointerException("The batch sync returned null");
      }
      for (SyncResult<T> result : results) {
        Integer i = indexOf(result, unanswered);
        if (i != null) {
          note(items, i, result, startedAt, jitter);
        }
      }
    } catch (Throwable failure) {
      cause = failure;
    }
    for (int i : unanswered.values()) {
      Throwable why =
          cause != null
              ? cause
              : new IllegalStateException("The batch sync returned no result for the item");
      outcomes.failed(items, i, why, time.nanos(), jitter);
    }
  }

  /**
   * The index of the item that a result is for; null, with a warning, if it is for none of these
   * items or for one that has a result already.
   */
  @SuppressWarnings("CatchThrowable") // one bad result must not fail its batch
  private @Nullable Integer indexOf(
      @Nullable SyncResult<T> result, Map<String, Integer> unanswered) {
    Integer index = null;
    try {
      index = result == null ? null : unanswered.remove(result.id());
    } catch (Throwable thrown) {
      ForeignCode.warn(log, cache, "the id of a batch result threw", thrown);
      return null;
    }
    if (index == null) {
      ForeignCode.contained(
          () ->
              log.warn(
                  "Cache \"{}\": ignored a batch result that was not asked for: {}", cache, result),
          () -> log.warn("Cache \"{}\": ignored a batch result that was not asked for", cache));
    }
    return index;
  }

  @SuppressWarnings("CatchThrowable") // one bad item must not fail its batch
  private void note(
      ClaimedItems<T> items, int i, SyncResult<T> result, long startedAt, JitterSequence jitter) {
    try {
      if (result instanceof SyncResult.Updated<T> updated) {
        outcomes.answered(items, i, updated.item(), startedAt, jitter);
      } else if (result instanceof SyncResult.Unchanged<T>) {
        outcomes.unchanged(items, i, startedAt, jitter);
      } else if (result instanceof SyncResult.Deleted<T>) {
        outcomes.deleted(items, i);
      } else if (result instanceof SyncResult.Failed<T> failed) {
        outcomes.failed(items, i, failed.cause(), time.nanos(), jitter);
      }
    } catch (Throwable failure) {
      outcomes.failed(items, i, failure, time.nanos(), jitter);
    }
  }
}
