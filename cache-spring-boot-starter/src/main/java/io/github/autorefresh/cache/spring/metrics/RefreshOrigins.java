package io.github.autorefresh.cache.spring.metrics;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spi.SyncObserver;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers in which observations refreshes were asked for, such as that of an HTTP request, while
 * they are pending. Thread-safe.
 */
public final class RefreshOrigins implements SyncObserver {

  /** More of them are of no use in a trace, and tracers drop them. */
  private static final int MOST = 128;

  private final Supplier<ObservationRegistry> registry;
  private final ConcurrentHashMap<Item, Set<Origin>> byItem = new ConcurrentHashMap<>();

  private record Item(String cache, String id) {}

  /** Of one request: two requests within one observation are two. */
  private static final class Origin {
    private final ObservationView observation;

    Origin(ObservationView observation) {
      this.observation = observation;
    }
  }

  /** With what is asked for the registry at each request. */
  public RefreshOrigins(Supplier<ObservationRegistry> registry) {
    this.registry = registry;
  }

  @Override
  public void synced(String cache, Outcome outcome, long nanos) {}

  @Override
  public @Nullable Runnable refreshRequested(String cache, String id) {
    Observation current = registry.get().getCurrentObservation();
    if (current == null || current.isNoop()) {
      return null;
    }
    Item item = new Item(cache, id);
    Origin origin = new Origin(current);
    byItem.compute(
        item,
        (key, present) -> {
          Set<Origin> origins = present == null ? ConcurrentHashMap.newKeySet() : present;
          origins.add(origin);
          return origins;
        });
    return () ->
        byItem.computeIfPresent(
            item,
            (key, origins) -> {
              origins.remove(origin);
              return origins.isEmpty() ? null : origins;
            });
  }

  /** Where the pending refreshes of these items were asked for; 128 observations at most. */
  List<ObservationView> of(String cache, List<? extends CacheItem> items) {
    if (byItem.isEmpty()) {
      return List.of();
    }
    return items.stream()
        .map(item -> byItem.getOrDefault(new Item(cache, item.id()), Set.of()))
        .flatMap(Collection::stream)
        .map(origin -> origin.observation)
        .distinct()
        .limit(MOST)
        .toList();
  }
}
