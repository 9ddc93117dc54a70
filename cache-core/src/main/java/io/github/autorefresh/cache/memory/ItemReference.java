package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Holds an item under its id, until it is removed.
 *
 * <p>The reference to the item alone decides whether it exists: readers, the commits of syncs and
 * all kinds of removal agree on it by one compare-and-set. Once null it stays null, so a late
 * result can never bring an item back, and of several removals one succeeds.
 *
 * <p>It is all that a read looks at. The fields of a superclass come first in an object: so these
 * three lie within 12 bytes, and most often on one line of the processor's cache.
 */
abstract class ItemReference<T extends CacheItem> {

  private static final String NO_ID = "";
  private static final VarHandle ITEM;

  static {
    try {
      ITEM = MethodHandles.lookup().findVarHandle(ItemReference.class, "item", CacheItem.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String id;
  private final int hash;
  private volatile @Nullable T item;

  ItemReference(String id, T item) {
    this.id = id;
    this.hash = id.hashCode();
    this.item = item;
  }

  /** Holds nothing, under no id. */
  ItemReference() {
    id = new String(NO_ID); // no other instance is this one, and none equal to it has its hash
    hash = NO_ID.hashCode() + 1;
  }

  String id() {
    return id;
  }

  int hash() {
    return hash;
  }

  /** The instance first: whoever asks with the item's own id is spared a look at its characters. */
  @SuppressWarnings("ReferenceEquality")
  boolean is(String otherId, int otherHash) {
    return id == otherId || (hash == otherHash && id.equals(otherId));
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
}
