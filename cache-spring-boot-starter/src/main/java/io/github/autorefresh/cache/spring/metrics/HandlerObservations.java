package io.github.autorefresh.cache.spring.metrics;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.ItemHandler;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.function.Supplier;

/**
 * Observes calls of handlers: put around one, it makes an observation {@code
 * cache.handler.execution} of each call, with the low-cardinality keys {@code cache} and {@code
 * outcome} ({@code handled} or {@code failed}) and the high-cardinality key {@code item.id}. The
 * observation is current on the calling thread meanwhile, so that what the handler does is a part
 * of it. Thread-safe.
 */
public final class HandlerObservations {

  private static final String NAME = "cache.handler.execution";

  private final Supplier<ObservationRegistry> registry;

  /** With what is asked for the registry at each call. */
  public HandlerObservations(Supplier<ObservationRegistry> registry) {
    this.registry = registry;
  }

  /** The same handler, observed. */
  public <T extends CacheItem> ItemHandler<T> observed(String cache, ItemHandler<T> handler) {
    return new ItemHandler<>() {
      @Override
      public void handle(T item) throws Exception {
        Observation observation = Observation.createNotStarted(NAME, registry.get());
        if (observation.isNoop()) {
          handler.handle(item);
          return;
        }
        observation
            .contextualName("handle " + cache)
            .lowCardinalityKeyValue("cache", cache)
            .lowCardinalityKeyValue("outcome", "failed") // until it has returned
            .highCardinalityKeyValue("item.id", item.id())
            .observeChecked(
                () -> {
                  handler.handle(item);
                  observation.lowCardinalityKeyValue("outcome", "handled");
                  return true;
                });
      }

      @Override
      public boolean wants(T item) {
        return handler.wants(item);
      }
    };
  }
}
