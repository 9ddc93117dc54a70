package io.github.autorefresh.cache.spring.redis;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real Redis for the tests of one class, also of other modules. To be registered in a static
 * field: it starts, empty, before the first test and ends after the last. Where none can be had,
 * the class is skipped, and the report says why.
 */
public final class RedisForTests
    implements ExecutionCondition, BeforeAllCallback, AfterAllCallback {

  private RedisServer server;

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
    server.close();
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
