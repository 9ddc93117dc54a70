package io.github.autorefresh.cache;

/** The item that was waited for is not in the cache, or has been removed. */
public class ItemDeletedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /** Creates the exception for the item with this id in the cache with this name. */
  public ItemDeletedException(String cache, String id) {
    super("Item \"" + id + "\" is not in cache \"" + cache + "\"");
  }
}
