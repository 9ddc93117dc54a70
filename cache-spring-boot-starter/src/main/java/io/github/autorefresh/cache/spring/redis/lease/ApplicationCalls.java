package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.CacheUnavailableException;
import java.util.function.Supplier;

/** Runs scripts for threads of the application, which wait no longer than they may. */
public interface ApplicationCalls {

  /**
   * The answer of a script.
   *
   * @throws CacheUnavailableException if there is none in time
   */
  <R> R call(Supplier<R> script);
}
