package io.github.autorefresh.cache;

/** The item that was waited for is not in the cache, or has been removed. */
public class ItemDeletedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /** For that item of the cache with that name. */
  public ItemDeletedException(String cache, String id) {
    super("Item \"" + id + "\" is not in cache \"" + cache + "\"");
  }
}
