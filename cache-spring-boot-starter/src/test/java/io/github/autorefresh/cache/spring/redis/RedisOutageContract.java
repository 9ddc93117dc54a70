package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.OutageStoreContract;
import io.github.autorefresh.cache.spi.StoreContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.ReturnType;

/** In Redis or a cluster: an outage begins and ends by what {@code control} says. */
abstract class RedisOutageContract extends OutageStoreContract {

  /** Where the stores are. */
  abstract StoresForTests stores();

  @Override
  protected ItemStore<Job> newStore(StoreContext<Job> context) {
    return stores().newStore(context, Job.class, time);
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

  private void eval(String script, String argument) {
    byte[] control = stores().keyOfLastStore("control").getBytes(UTF_8);
    try (RedisConnection connection = stores().connections().getConnection()) {
      connection
          .scriptingCommands()
          .eval(script.getBytes(UTF_8), ReturnType.VALUE, 1, control, argument.getBytes(UTF_8));
    }
  }
}
