package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.ClusterSettings;
import io.github.autorefresh.cache.spring.redis.script.EpochScripts;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import io.github.autorefresh.cache.spring.redis.script.ItemFormat;
import io.github.autorefresh.cache.spring.redis.script.Known;
import io.github.autorefresh.cache.spring.redis.script.PutBack;
import io.github.autorefresh.cache.spring.redis.script.RestoreScripts;
import io.github.autorefresh.cache.spring.redis.script.ScriptRunner;
import io.github.autorefresh.cache.spring.redis.script.SharedConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * An item of some 235 bytes.
 *
 * @param at when it was last changed, by {@link System#nanoTime}, which the processes of a machine
 *     share
 * @param by the process that changed it
 */
record BenchThing(String id, long at, long by, String body) implements CacheItem {

  static final String CACHE = "bench";
  static final ItemCodec<BenchThing> CODEC = ItemCodec.json(BenchThing.class);
  static final RedisStoreSettings SETTINGS = RedisStoreSettings.of("bench");

  /** Permits per second, and of a burst, that nobody can use up. */
  static final int NO_LIMIT = 1_000_000;

  /** So short that every item is due at any time. */
  static final Duration PERIOD = Duration.ofMillis(1);

  private static final String BODY = "x".repeat(200);

  /** The same, changed now. */
  BenchThing changedBy(long process) {
    return new BenchThing(id, System.nanoTime(), process, body);
  }

  /** Puts so many into an empty Redis, by the script that puts back what is lost. */
  static void fill(LettuceConnectionFactory connections, int items) {
    ScriptRunner runner =
        new ScriptRunner(
            new SharedConnection(connections),
            new Availability(CACHE),
            SETTINGS.keyPrefix(),
            () -> 0,
            Duration.ZERO);
    long period = TimeUnit.NANOSECONDS.toMicros(PERIOD.toNanos());
    new EpochScripts(runner)
        .open(false, Known.NOTHING, new ClusterSettings(NO_LIMIT, NO_LIMIT, period, 0, false));
    RestoreScripts restore = new RestoreScripts(runner);
    ItemFormat<BenchThing> format = new ItemFormat<>(CODEC::encode, CODEC::decode);
    for (int from = 0; from < items; from += PutBack.AT_ONCE) {
      List<PutBack> page = new ArrayList<>();
      for (int i = from; i < Math.min(items, from + PutBack.AT_ONCE); i++) {
        BenchThing thing = new BenchThing("thing-" + i, 0, 0, BODY);
        ItemFields fields = new ItemFields(i + 1, i + 1, ItemPeriod.OF_CACHE, 0, 0, 0, 0, 0, 0);
        page.add(new PutBack.Item(thing.id(), fields, format.encode(thing)));
      }
      restore.putBack(0, 0, 0, page);
    }
  }
}
