package io.github.autorefresh.cache.spring;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.RemovalCause;
import org.springframework.core.ResolvableType;
import org.springframework.core.ResolvableTypeProvider;

/**
 * An item left its cache. A listener of {@code ItemRemovedEvent<Job>} hears of the items of caches
 * that are declared as {@code AutoRefreshCache<Job>}, and of no others.
 */
public final class ItemRemovedEvent<T extends CacheItem> extends CacheEvent
    implements ResolvableTypeProvider {

  private static final long serialVersionUID = 1L;

  private final transient ResolvableType itemType;
  private final transient T item;
  private final RemovalCause cause;

  /**
   * An event of this cache.
   *
   * @param itemType the type of the cache's items
   */
  public ItemRemovedEvent(
      AutoRefreshCache<? extends T> source, ResolvableType itemType, T item, RemovalCause cause) {
    super(source);
    this.itemType = itemType;
    this.item = item;
    this.cause = cause;
  }

  /** The last known state. */
  public T item() {
    return item;
  }

  /** Why it left. */
  public RemovalCause cause() {
    return cause;
  }

  @Override
  public ResolvableType getResolvableType() {
    return ResolvableType.forClassWithGenerics(ItemRemovedEvent.class, itemType);
  }
}
