package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.spring.redis.script.SharedConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Redis must not evict what it holds: that would lose items without a word. */
final class EvictionWarning {

  private static final Logger log = LoggerFactory.getLogger(EvictionWarning.class);

  private final String cache;
  private final SharedConnection connection;

  EvictionWarning(String cache, SharedConnection connection) {
    this.cache = cache;
    this.connection = connection;
  }

  /** Warns if Redis may. */
  void warnOfEviction() {
    connection
        .evictionPolicy()
        .filter(policy -> !policy.equals("noeviction"))
        .ifPresent(
            policy ->
                log.warn(
                    "Cache \"{}\": Redis has the maxmemory-policy {} and may evict items; set it to"
                        + " noeviction",
                    cache,
                    policy));
  }
}
