package io.github.autorefresh.cache;

/** The store that the cache shares with other replicas cannot be reached. */
public class CacheUnavailableException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /** With what failed, and why. */
  public CacheUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
