package io.github.autorefresh.cache.spring.redis.script;

import io.github.autorefresh.cache.spring.redis.RedisForTests;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Runs the scripts of a cache "jobs" for a test, as one replica does. */
final class TestRunner {

  private TestRunner() {}

  /**
   * A replica.
   *
   * @param offsetMicros by how much the clock of every script is ahead
   */
  static ScriptRunner of(RedisForTests redis, String prefix, LongSupplier offsetMicros) {
    return new ScriptRunner(
        new SharedConnection(redis.connections()),
        new Availability("jobs"),
        prefix,
        offsetMicros,
        Duration.ofSeconds(1));
  }
}
