package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.waiters.SingleFlight;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.ItemStore;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts new items into the store: reserves the id, has the item made, and makes it visible.
 *
 * @param creations the creations under way, one per id
 * @param requireNotClosed throws if the cache is closed
 */
record Creation<T extends CacheItem>(
    ItemStore<T> store,
    CacheParts.Engine<T> engine,
    SingleFlight<T> creations,
    Runnable requireNotClosed) {

  /** The item that is present, or else this one. */
  T register(String id, T item, long period) {
    T present = store.reserve(id);
    return present != null ? present : fulfil(id, item, period);
  }

  /** The item that is present, or else what the creator makes. */
  T create(String id, Function<? super String, ? extends T> creator) {
    T present = store.reserve(id);
    if (present != null) {
      return present;
    }
    T item;
    long period;
    boolean made = false;
    try {
      item = legal(id, creator.apply(id));
      period = ItemPeriod.of(item);
      requireNotClosed.run();
      made = true;
    } finally {
      if (!made) {
        store.forgo(id);
      }
    }
    return fulfil(id, item, period);
  }

  private T legal(String id, @Nullable T item) {
    Objects.requireNonNull(item, "The creator of an item returned null");
    if (!id.equals(item.id())) {
      throw new IllegalArgumentException(
          "The creator of item \"" + id + "\" returned item \"" + item.id() + "\"");
    }
    return item;
  }

  private T fulfil(String id, T item, long period) {
    creations.becomesVisible(id);
    long untilFirstSync = engine.intervals().untilFirstSync(period);
    T winner = engine.fulfil(store, id, item, period, untilFirstSync);
    engine.lifecycle().workMayBeDue();
    return winner;
  }
}
