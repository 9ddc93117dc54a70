package io.github.autorefresh.cache.spring.redis;

/** Redis does not hold what it held: it was emptied, or an empty one has taken its place. */
final class EpochLostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EpochLostException(Throwable cause) {
    super("Redis has lost the items of this cache", cause);
  }
}
