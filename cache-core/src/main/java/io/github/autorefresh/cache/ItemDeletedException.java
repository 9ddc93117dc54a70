package io.github.autorefresh.cache;

/** The item that was waited for is not, or no longer, in the cache. */
public class ItemDeletedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /** For that item of the cache of that name. */
  public ItemDeletedException(String cache, String id) {
    super("Item \"" + id + "\" is not in cache \"" + cache + "\"");
  }
}
