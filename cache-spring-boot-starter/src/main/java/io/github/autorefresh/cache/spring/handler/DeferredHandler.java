package io.github.autorefresh.cache.spring.handler;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.ItemHandler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a handler that is not made before its cache starts, so that it may need the cache.
 * Which states it wants is not known before that: all are taken for wanted, and the handler is
 * asked just before it is called, as ever. Thread-safe.
 */
public final class DeferredHandler<T extends CacheItem> implements ItemHandler<T> {

  private final Supplier<? extends ItemHandler<T>> maker;
  private volatile @Nullable ItemHandler<T> handler;

  /**
   * Stands for what {@code maker} will make.
   *
   * @param maker called when the cache starts, or at the first call if that is earlier; expected to
   *     return the same handler each time
   */
  public DeferredHandler(Supplier<? extends ItemHandler<T>> maker) {
    this.maker = maker;
  }

  /** Makes the handler, unless that has been done; what the maker throws is thrown. */
  public ItemHandler<T> make() {
    ItemHandler<T> made = handler;
    if (made == null) {
      made = maker.get();
      handler = made;
    }
    return made;
  }

  @Override
  public void handle(T item) throws Exception {
    make().handle(item);
  }

  @Override
  public boolean wants(T item) {
    ItemHandler<T> made = handler;
    return made == null || made.wants(item);
  }
}
