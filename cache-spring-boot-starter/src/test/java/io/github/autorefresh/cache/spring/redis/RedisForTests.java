package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spi.StoreContext;
import java.util.function.LongSupplier;
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
public final class RedisForTests
    implements ExecutionCondition, BeforeAllCallback, AfterAllCallback {

  private RedisServer server;
  private @Nullable LettuceConnectionFactory connections;
  private int stores;

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
  public LettuceConnectionFactory connections() {
    if (connections == null) {
      connections = server.connect();
    }
    return connections;
  }

  /** A store with nothing in it that is still to be opened, for a test that moves time by hand. */
  <T extends CacheItem> ItemStore<T> newStore(
      StoreContext<T> context, Class<T> type, ManualTime time) {
    stores++;
    return replicaOfLastStore(context, type, time);
  }

  /** The same for a test of rates: the time that it takes does not pass. */
  <T extends CacheItem> ItemStore<T> newExactStore(
      StoreContext<T> context, Class<T> type, ManualTime time) {
    stores++;
    return replicaOfLastStore(context, type, HandTime.exactly(time::elapsed));
  }

  /** The last store as another replica has it, still to be opened. */
  <T extends CacheItem> ItemStore<T> replicaOfLastStore(
      StoreContext<T> context, Class<T> type, ManualTime time) {
    return replicaOfLastStore(context, type, HandTime.ahead(time::elapsed));
  }

  private <T extends CacheItem> ItemStore<T> replicaOfLastStore(
      StoreContext<T> context, Class<T> type, LongSupplier aheadMicros) {
    return RedisItemStores.of(
            connections(), RedisStoreSettings.of("store-" + stores), ItemCodec.json(type))
        .ahead(aheadMicros)
        .create(context);
  }

  /** The key of this name of the store that was made last. */
  String keyOfLastStore(String name) {
    return "{store-" + stores + ":jobs}:v1:" + name;
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
