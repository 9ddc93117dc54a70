package io.github.autorefresh.cache.spring;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.ResolvableTypeProvider;

/**
 * An item was registered, or a sync found a new state of it. A listener of {@code
 * ItemChangedEvent<Job>} hears of the items of caches that are declared as {@code
 * AutoRefreshCache<Job>}, and of no others.
 */
public final class ItemChangedEvent<T extends CacheItem> extends CacheEvent
    implements ResolvableTypeProvider {

  private static final long serialVersionUID = 1L;

  private final transient ResolvableType itemType;
  private final transient @Nullable T previous;
  private final transient T current;

  /**
   * An event of this cache.
   *
   * @param itemType the type of the cache's items
   * @param previous null if the item is new
   */
  public ItemChangedEvent(
      AutoRefreshCache<? extends T> source,
      ResolvableType itemType,
      @Nullable T previous,
      T current) {
    super(source);
    this.itemType = itemType;
    this.previous = previous;
    this.current = current;
  }

  /** The state before; null if the item was registered just now. */
  public @Nullable T previous() {
    return previous;
  }

  /** The state now. */
  public T current() {
    return current;
  }

  @Override
  public ResolvableType getResolvableType() {
    return ResolvableType.forClassWithGenerics(ItemChangedEvent.class, itemType);
  }
}
