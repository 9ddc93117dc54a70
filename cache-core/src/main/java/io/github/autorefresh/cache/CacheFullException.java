package io.github.autorefresh.cache;

/**
 * A new item does not fit: the cache has reached its maximum size, and no item can be evicted,
 * because none is terminal, or because the {@link ItemHandler} has not handled any of the terminal
 * ones yet.
 */
public class CacheFullException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /** Creates the exception for the cache with this name and maximum size. */
  public CacheFullException(String cache, long maxSize) {
    super("Cache \"" + cache + "\" is full: max-size is " + maxSize + " and no item is terminal");
  }

  /** The same for a cache in which this many items wait for the {@link ItemHandler}. */
  public CacheFullException(String cache, long maxSize, long unhandled) {
    super(
        "Cache \""
            + cache
            + "\" is full: max-size is "
            + maxSize
            + ", no item is both terminal and handled, and "
            + unhandled
            + " are unhandled");
  }
}
