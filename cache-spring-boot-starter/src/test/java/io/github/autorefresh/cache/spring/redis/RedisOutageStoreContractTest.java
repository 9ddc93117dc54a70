package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.OutageStoreContract;
import io.github.autorefresh.cache.spi.StoreContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.ReturnType;

class RedisOutageStoreContractTest extends OutageStoreContract {

  @RegisterExtension static final RedisForTests REDIS = new RedisForTests();

  @Override
  protected ItemStore<Job> newStore(StoreContext<Job> context) {
    return REDIS.newStore(context, Job.class, time);
  }

  @Override
  protected void outage(ItemStore<Job> store, Duration since) {
    ((RedisItemStore<Job>) store).heartbeat(); // how late it is
    eval(
        "redis.call('HSET', KEYS[1], 'outage', cmsgpack.pack({since = redis.call('HGET', KEYS[1],"
            + " 'now') - ARGV[1], early = 0, probes = 0, probed = 0, any = 1}))",
        String.valueOf(TimeUnit.NANOSECONDS.toMicros(since.toNanos())));
    ((RedisItemStore<Job>) store).heartbeat();
  }

  @Override
  protected void noOutage() {
    eval("redis.call('HDEL', KEYS[1], 'outage')", "");
  }

  private static void eval(String script, String argument) {
    byte[] control = REDIS.keyOfLastStore("control").getBytes(StandardCharsets.UTF_8);
    try (RedisConnection connection = REDIS.connections().getConnection()) {
      connection
          .scriptingCommands()
          .eval(
              script.getBytes(StandardCharsets.UTF_8),
              ReturnType.VALUE,
              1,
              control,
              argument.getBytes(StandardCharsets.UTF_8));
    }
  }
}
