package io.github.autorefresh.cache;

/** The operation is not possible because the cache is closed. */
public class CacheClosedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /** Creates the exception for the cache with this name. */
  public CacheClosedException(String cache) {
    super("Cache \"" + cache + "\" is closed");
  }
}
