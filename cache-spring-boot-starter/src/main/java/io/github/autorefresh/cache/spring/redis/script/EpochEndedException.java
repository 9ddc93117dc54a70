package io.github.autorefresh.cache.spring.redis.script;

/** Redis does not hold what it held: the epoch that this replica knows has ended. */
public final class EpochEndedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EpochEndedException() {
    super("Redis has lost something of this cache");
  }
}
