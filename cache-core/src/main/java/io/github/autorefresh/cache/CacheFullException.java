package io.github.autorefresh.cache;

/** A new item does not fit: the cache has reached its maximum size, and no item is terminal. */
public class CacheFullException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /** Creates the exception for the cache with this name and maximum size. */
  public CacheFullException(String cache, long maxSize) {
    super("Cache \"" + cache + "\" is full: max-size is " + maxSize + " and no item is terminal");
  }
}
