package io.github.autorefresh.cache;

/** The cache was closed, and this can no longer be done. */
public class CacheClosedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /** For the cache of that name. */
  public CacheClosedException(String cache) {
    super("Cache \"" + cache + "\" is closed");
  }
}
