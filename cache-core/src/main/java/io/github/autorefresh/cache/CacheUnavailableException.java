package io.github.autorefresh.cache;

/** The store that the cache shares with other replicas cannot be reached. */
public class CacheUnavailableException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /** Creates the exception from a message, which says what failed, and its cause. */
  public CacheUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
