package io.github.autorefresh.cache.spring.redis.script;

/** Redis holds items of this cache's name that do not descend from those which are here. */
public final class ForeignEpochException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ForeignEpochException(String known, String found) {
    super(
        "Redis holds other items than this replica knows: epoch "
            + found
            + " has nothing in common with epoch "
            + known
            + " of this replica; nothing is written until it is restarted or Redis is right again");
  }
}
