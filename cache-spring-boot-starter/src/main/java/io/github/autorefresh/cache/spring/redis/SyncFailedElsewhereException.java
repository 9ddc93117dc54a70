package io.github.autorefresh.cache.spring.redis;

/** A sync has failed on another replica; the message is what that one says of the failure. */
public final class SyncFailedElsewhereException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SyncFailedElsewhereException(String failure) {
    super(
        failure, null, false, false); // its stack would tell of this replica, where nothing failed
  }
}
