package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One generation of an item, from its creation to its removal.
 *
 * <p>The reference to the item is the whole truth about its existence: readers, the commits of
 * syncs and all kinds of removal agree on it by one compare-and-set. Once null it stays null, so a
 * late result can never bring an item back, and of several removals one succeeds. All other fields
 * are written under the store's lock, or by its claimer while it is claimed, and read by others
 * only to be shown.
 */
final class Entry<T extends CacheItem> {

  static final long NEVER_SYNCED = Long.MIN_VALUE;
  private static final int FREED = Integer.MIN_VALUE;
  private static final VarHandle ITEM;

  static {
    try {
      ITEM = MethodHandles.lookup().findVarHandle(Entry.class, "item", CacheItem.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile @Nullable T item;

  /** The number of the slot; its complement once the item has been removed during a claim. */
  private int slot;

  @Nullable Failure failure;

  /** When it is due, or if terminal when it expires; nanoseconds since the store's origin. */
  long due;

  /** As {@link io.github.autorefresh.cache.spi.ItemPeriod} tells it. */
  long period;

  /** Milliseconds of the epoch. */
  final long createdAt;

  long lastSyncedAt = NEVER_SYNCED;

  /** The failures since the last success. */
  record Failure(int count, Throwable error) {}

  Entry(T item, long period, long createdAt, int slot) {
    this.item = item;
    this.period = period;
    this.createdAt = createdAt;
    this.slot = slot;
  }

  /** The item, or null once it has been removed. */
  @Nullable T item() {
    return item;
  }

  /** Replaces the item, unless it has been removed. */
  boolean commit(T expected, T update) {
    return ITEM.compareAndSet(this, expected, update);
  }

  /** Removes the item if it is still this one. */
  boolean remove(T expected) {
    return ITEM.compareAndSet(this, expected, null);
  }

  /** Removes the item and returns it, or null if that had been done before. */
  @SuppressWarnings("unchecked") // only a T is ever put there
  @Nullable T remove() {
    return (T) ITEM.getAndSet(this, null);
  }

  int slot() {
    return slot < 0 ? ~slot : slot;
  }

  /** True once the removal has been accounted for. */
  boolean hasLeft() {
    return slot < 0;
  }

  void leave() {
    slot = ~slot;
  }

  void free() {
    slot = FREED;
  }

  int failures() {
    return failure == null ? 0 : failure.count();
  }
}
