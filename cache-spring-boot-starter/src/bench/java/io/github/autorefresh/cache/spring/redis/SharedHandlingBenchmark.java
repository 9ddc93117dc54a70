package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * How many items can end in a second over Redis when each end is handled, with one replica that
 * shares the machine with Redis: items that end with their first sync, without a limit, from the
 * resumption until the last has ended and, with a handler that only counts, until it is handled.
 * Prints what it finds.
 */
public final class SharedHandlingBenchmark {

  private static final String FIGURE = "shared-handling";
  private static final int ROUNDS = 3;
  private static final double MOST_SECONDS = 120;

  private SharedHandlingBenchmark() {}

  /** The last of its states. */
  private record Ending(String id, boolean isTerminal) implements CacheItem {}

  /** Measures if {@code shared-handling} is asked for, or nothing; {@code --smoke} a moment. */
  public static void main(String[] arguments) throws InterruptedException {
    List<String> asked = List.of(arguments);
    boolean smoke = asked.contains("--smoke");
    boolean all = asked.stream().noneMatch(each -> Character.isLetter(each.charAt(0)));
    if (!all && !asked.contains(FIGURE)) {
      return;
    }
    if (!ProcessRedis.isOnPath()) {
      System.out.println(FIGURE + ": left out, there is no redis-server on the path");
      return;
    }
    for (int round = smoke ? ROUNDS : 0; round <= ROUNDS; round++) { // the first warms up
      for (boolean handled : new boolean[] {false, true}) {
        int items = smoke ? 500 : 20_000;
        Cost cost = measure(items, handled);
        System.out.printf(
            "%s, round %d: %s handler, ends/s: %.4g, replica, µs: %.3g, Redis, µs: %.3g, scripts:"
                + " %.3g%n",
            FIGURE,
            round,
            handled ? "with a" : "without a",
            items / cost.seconds,
            cost.replicaSeconds / items * 1e6,
            cost.redisSeconds / items * 1e6,
            cost.scripts / items);
      }
    }
  }

  /** Of all ends: how long they took, the processor's time, and how many scripts ran. */
  private record Cost(double seconds, double replicaSeconds, double redisSeconds, double scripts) {

    private static final Pattern CALLS = Pattern.compile("calls=(\\d+)");

    Cost since(Cost before) {
      return new Cost(
          seconds - before.seconds,
          replicaSeconds - before.replicaSeconds,
          redisSeconds - before.redisSeconds,
          scripts - before.scripts);
    }

    static Cost now(RedisServer redis) {
      Duration used = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
      Matcher scripts = CALLS.matcher(redis.info("commandstats", "cmdstat_evalsha"));
      return new Cost(
          System.nanoTime() / 1e9,
          used.toNanos() / 1e9,
          redis.cpuSeconds(),
          scripts.find() ? Double.parseDouble(scripts.group(1)) : 0);
    }
  }

  private static Cost measure(int items, boolean handled) throws InterruptedException {
    LongAdder done = new LongAdder();
    try (RedisServer redis = new ProcessRedis()) {
      redis.up();
      LettuceConnectionFactory connections = redis.connect();
      AutoRefreshCacheBuilder builder =
          AutoRefreshCacheBuilder.named("bench")
              .unlimited()
              .shutdownTimeout(Duration.ZERO)
              .store(
                  RedisItemStores.of(
                      connections, RedisStoreSettings.of("bench"), ItemCodec.json(Ending.class)));
      if (handled) {
        ItemHandler<Ending> counting = ending -> done.increment();
        builder.handler(counting);
      }
      try (AutoRefreshCache<Ending> cache =
          builder.build(
              ending -> {
                if (!handled) {
                  done.increment();
                }
                return new Ending(ending.id(), true);
              })) {
        cache.start();
        cache.pause();
        IntStream.range(0, items)
            .parallel()
            .forEach(i -> cache.getOrCreate(new Ending("job-" + i, false)));
        Cost before = Cost.now(redis);
        cache.resume();
        while (done.sum() < items || cache.stats().unhandled() > 0) {
          if (System.nanoTime() / 1e9 - before.seconds > MOST_SECONDS) {
            throw new IllegalStateException("only " + done.sum() + " of " + items);
          }
          Thread.sleep(1);
        }
        return Cost.now(redis).since(before);
      } finally {
        connections.destroy();
      }
    }
  }
}
