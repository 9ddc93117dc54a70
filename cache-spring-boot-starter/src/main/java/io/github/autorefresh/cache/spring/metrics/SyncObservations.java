package io.github.autorefresh.cache.spring.metrics;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.RetryAfterException;
import io.github.autorefresh.cache.SyncResult;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Observes calls of sync functions, as {@link SyncObservationConvention} describes them: put around
 * a function, it makes an observation of each call. The observation is current on the calling
 * thread meanwhile, so that what the function does is a part of it, such as requests of an
 * instrumented HTTP client. Thread-safe.
 */
public final class SyncObservations {

  private final Supplier<ObservationRegistry> registry;
  private final Supplier<@Nullable SyncObservationConvention> convention;
  private final RefreshOrigins origins;

  /**
   * With what is to be asked at each call, so that caches may be made before these can be.
   *
   * @param convention gives null for {@link SyncObservationConvention#DEFAULT}
   * @param origins observes the caches whose functions are observed
   */
  public SyncObservations(
      Supplier<ObservationRegistry> registry,
      Supplier<@Nullable SyncObservationConvention> convention,
      RefreshOrigins origins) {
    this.registry = registry;
    this.convention = convention;
    this.origins = origins;
  }

  /** The same function, observed. */
  @SuppressWarnings("NullAway") // what is observed may answer null, though its signature hides it
  public <T extends CacheItem> CacheSyncItem<T> observed(String cache, CacheSyncItem<T> sync) {
    return item -> {
      SyncObservationContext context = context(cache, List.of(item), false);
      Observation observation = observation(context);
      if (observation.isNoop()) {
        return sync.sync(item);
      }
      return observation.observeChecked(
          () -> {
            T answer = sync.sync(item);
            context.outcome(outcome(item, answer));
            return answer;
          });
    };
  }

  /** The same function, observed: one observation for all items of a call. */
  public <T extends CacheItem> CacheSyncBatch<T> observedBatch(
      String cache, CacheSyncBatch<T> sync) {
    return items -> {
      SyncObservationContext context = context(cache, items, true);
      Observation observation = observation(context);
      if (observation.isNoop()) {
        return sync.sync(items);
      }
      return observation.observeChecked(
          () -> {
            Collection<SyncResult<T>> results = sync.sync(items);
            context.outcome(outcome(items, results));
            return results;
          });
    };
  }

  private SyncObservationContext context(
      String cache, List<? extends CacheItem> items, boolean batch) {
    return new SyncObservationContext(cache, items, batch, origins.of(cache, items));
  }

  private Observation observation(SyncObservationContext context) {
    return Observation.createNotStarted(
        convention.get(), SyncObservationConvention.DEFAULT, () -> context, registry.get());
  }

  private static <T extends CacheItem> String outcome(T item, @Nullable T answer) {
    if (answer == null) {
      return "deleted";
    }
    if (answer == item || item.equals(answer)) {
      return "unchanged";
    }
    return item.id().equals(answer.id()) ? "updated" : "failed";
  }

  private static <T extends CacheItem> String outcome(
      List<T> items, @Nullable Collection<SyncResult<T>> results) {
    Set<String> outcomes = new HashSet<>();
    int answered = 0;
    if (results != null) {
      for (@Nullable SyncResult<T> result : results) {
        if (result != null) {
          outcomes.add(outcome(result));
          answered++;
        }
      }
    }
    if (answered < items.size()) {
      outcomes.add("failed");
    }
    return outcomes.size() == 1 ? outcomes.iterator().next() : "mixed";
  }

  private static String outcome(SyncResult<?> result) {
    if (result instanceof SyncResult.Updated) {
      return "updated";
    }
    if (result instanceof SyncResult.Unchanged) {
      return "unchanged";
    }
    if (result instanceof SyncResult.Failed<?> failed
        && failed.cause() instanceof RetryAfterException) {
      return "deferred";
    }
    return result instanceof SyncResult.Deleted ? "deleted" : "failed";
  }
}
