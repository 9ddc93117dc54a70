package io.github.autorefresh.cache;

/** A new item does not fit: the cache has its maximum size, and no item is terminal. */
public class CacheFullException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /** For the cache with that name and maximum size. */
  public CacheFullException(String cache, long maxSize) {
    super("Cache \"" + cache + "\" is full: max-size is " + maxSize + " and no item is terminal");
  }
}
