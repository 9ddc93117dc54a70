package io.github.autorefresh.cache.spring.redis;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A real Redis for the tests of one class, also of other modules. To be registered in a static
 * field: it starts, empty, before the first test and ends after the last. Where none can be had,
 * the class is skipped, and the report says why.
 */
public final class RedisForTests extends StoresForTests
    implements ExecutionCondition, BeforeAllCallback, AfterAllCallback {

  private RedisServer server;
  private @Nullable LettuceConnectionFactory connections;

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String missing = RedisServer.missing();
    return missing == null
        ? ConditionEvaluationResult.enabled("there is a Redis")
        : ConditionEvaluationResult.disabled(missing);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    server = RedisServer.start();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (connections != null) {
      connections.destroy();
      connections = null; // the class may run once more
    }
    server.close();
  }

  /** Connections to it, which end with it. */
  @Override
  public LettuceConnectionFactory connections() {
    if (connections == null) {
      connections = server.connect();
    }
    return connections;
  }

  /** Where it listens on localhost. */
  public int port() {
    return server.port;
  }

  /** Ends it as by a kill -9. */
  public void kill() {
    server.kill();
  }

  /** Starts it again, empty, where it was. */
  public void restart() {
    server.up();
  }
}
