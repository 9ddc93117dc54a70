package io.github.autorefresh.cache;

/** There is no room for a new item: the cache holds its maximum, and no item is terminal. */
public class CacheFullException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /** For the cache of that name and maximum size. */
  public CacheFullException(String cache, long maxSize) {
    super("Cache \"" + cache + "\" is full: max-size is " + maxSize + " and no item is terminal");
  }
}
