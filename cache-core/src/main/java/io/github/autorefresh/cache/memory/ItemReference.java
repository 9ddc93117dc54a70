package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An item and its id, until the item is removed.
 *
 * <p>The reference to the item alone decides whether the item exists: commits and all kinds of
 * removal change it by one atomic operation, and readers look at nothing else. Once null it stays
 * null, so a late result can never bring an item back, and of several removals exactly one
 * succeeds.
 *
 * <p>This is a superclass so that its fields come first in the object: a read needs only these 12
 * bytes, which usually share one line of the processor's cache.
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

  /** No item, and an id that matches no other. */
  ItemReference() {
    id = new String(NO_ID); // another instance than any id, with another hash than any equal id
    hash = NO_ID.hashCode() + 1;
  }

  String id() {
    return id;
  }

  int hash() {
    return hash;
  }

  /** Compares instances first, which is quicker if the caller has the item's own id. */
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

  /** Removes the item and returns it, or null if it had been removed before. */
  @SuppressWarnings("unchecked") // only a T is ever put there
  @Nullable T remove() {
    return (T) ITEM.getAndSet(this, null);
  }
}
