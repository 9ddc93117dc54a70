package io.github.autorefresh.cache.spring.metrics;

import io.github.autorefresh.cache.CacheItem;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of one call of a sync function. Used by the thread of the call. */
public final class SyncObservationContext extends Observation.Context {

  private final String cache;
  private final List<? extends CacheItem> items;
  private final boolean batch;
  private final List<ObservationView> requestedIn;
  private @Nullable String outcome;

  SyncObservationContext(
      String cache,
      List<? extends CacheItem> items,
      boolean batch,
      List<ObservationView> requestedIn) {
    this.cache = cache;
    this.items = items;
    this.batch = batch;
    this.requestedIn = requestedIn;
  }

  /** The name of the cache. */
  public String cache() {
    return cache;
  }

  /** What the call is for: one item, or those of a batch. */
  public List<? extends CacheItem> items() {
    return items;
  }

  /** Whether the sync function takes batches, even of one item. */
  public boolean isBatch() {
    return batch;
  }

  /**
   * The observations that were current where {@code refresh} was called, in this process, for
   * requests that the call answers; most calls answer none. An observation may have ended since.
   */
  public List<ObservationView> requestedIn() {
    return requestedIn;
  }

  /**
   * What came of it, as the tag {@code outcome} of the meters says it, and {@code mixed} for a
   * batch whose items differ; null before the call has answered, and if it has thrown.
   */
  public @Nullable String outcome() {
    return outcome;
  }

  void outcome(String outcome) {
    this.outcome = outcome;
  }
}
