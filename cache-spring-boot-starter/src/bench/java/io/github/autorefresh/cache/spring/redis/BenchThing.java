package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ItemPeriod;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
    ExecutorService callers = Executors.newCachedThreadPool();
    Keys keys = Keys.of(SETTINGS.keyPrefix(), CACHE);
    Link link = new Link(CACHE, connections, keys, () -> 0, "fill", callers);
    long period = TimeUnit.NANOSECONDS.toMicros(PERIOD.toNanos());
    link.runInAnyEpoch(
        Script.OPEN, Reply.arguments(UUID.randomUUID(), 0, NO_LIMIT, NO_LIMIT, period, 0));
    for (int from = 0; from < items; from += Catchup.PAGE) {
      List<byte[]> page = Reply.arguments(0);
      for (int i = from; i < Math.min(items, from + Catchup.PAGE); i++) {
        BenchThing thing = new BenchThing("thing-" + i, 0, 0, BODY);
        page.add(thing.id().getBytes(UTF_8));
        page.add(new Meta(i + 1, i + 1, ItemPeriod.OF_CACHE, 0, 0, 0, 0, 0).packed());
        page.add(CODEC.encode(thing));
      }
      link.runInAnyEpoch(Script.RESTORE, page);
    }
    callers.shutdown();
  }
}
