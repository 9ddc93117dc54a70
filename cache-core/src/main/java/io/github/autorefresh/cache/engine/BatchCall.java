package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.SyncResult;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.TimeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call for several items, with a result for each. */
final class BatchCall<T extends CacheItem> implements SyncCall<T> {

  private static final Logger log = LoggerFactory.getLogger(BatchCall.class);

  private final String cache;
  private final int maxBatch;
  private final CacheSyncBatch<T> sync;
  private final Outcomes<T> judge;
  private final TimeSource time;

  BatchCall(
      String cache, int maxBatch, CacheSyncBatch<T> sync, Outcomes<T> judge, TimeSource time) {
    this.cache = cache;
    this.maxBatch = maxBatch;
    this.sync = sync;
    this.judge = judge;
    this.time = time;
  }

  @Override
  public int most() {
    return maxBatch;
  }

  @Override
  @SuppressWarnings(
      "CatchThrowable") // whatever it is, it is these syncs' failure and nobody else's
  public void call(ClaimedItems<T> run, int from, int to, long startedAt, JitterSequence dice) {
    Map<String, Integer> unanswered = new HashMap<>();
    List<T> items = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      items.add(run.item(i));
      unanswered.put(run.item(i).id(), i);
    }
    Throwable cause = null;
    try {
      Collection<SyncResult<T>> results = sync.sync(Collections.unmodifiableList(items));
      if (results == null) {
        throw new NullPointerException("The batch sync answered null");
      }
      for (SyncResult<T> result : results) {
        Integer i = result == null ? null : unanswered.remove(result.id());
        if (i == null) {
          log.warn("Cache \"{}\": ignored a batch result nobody asked for: {}", cache, result);
        } else {
          judge(run, i, result, startedAt, dice);
        }
      }
    } catch (Throwable failure) {
      cause = failure;
    }
    for (int i : unanswered.values()) {
      Throwable why = cause != null ? cause : new IllegalStateException("No result in the batch");
      judge.failed(run, i, why, time.nanos(), dice);
    }
  }

  @SuppressWarnings("CatchThrowable") // one bad item must not fail its batch
  private void judge(
      ClaimedItems<T> run, int i, SyncResult<T> result, long startedAt, JitterSequence dice) {
    try {
      if (result instanceof SyncResult.Updated<T> updated) {
        judge.answered(run, i, updated.item(), startedAt, dice);
      } else if (result instanceof SyncResult.Unchanged<T>) {
        judge.unchanged(run, i, startedAt, dice);
      } else if (result instanceof SyncResult.Deleted<T>) {
        run.deleted(i);
      } else if (result instanceof SyncResult.Failed<T> failed) {
        judge.failed(run, i, failed.cause(), time.nanos(), dice);
      }
    } catch (Throwable failure) {
      judge.failed(run, i, failure, time.nanos(), dice);
    }
  }
}
