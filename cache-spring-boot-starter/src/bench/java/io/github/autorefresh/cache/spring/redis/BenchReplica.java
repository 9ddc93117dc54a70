package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.CacheStats;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Scanner;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A replica in a process of its own. It obeys the lines of its input, and answers each with a line
 * that begins with a mark.
 */
public final class BenchReplica {

  static final String MARK = "ANSWER\t";

  private static final int CHANGED_ONE_IN = 10;
  private static final long SELF = ProcessHandle.current().pid();

  private final Staleness staleness = new Staleness();
  private final AutoRefreshCache<BenchThing> cache;

  private BenchReplica(int port) {
    LettuceConnectionFactory connections =
        new LettuceConnectionFactory(new RedisStandaloneConfiguration("localhost", port));
    connections.afterPropertiesSet();
    connections.start();
    cache =
        AutoRefreshCacheBuilder.named(BenchThing.CACHE)
            .rateLimit(BenchThing.NO_LIMIT, BenchThing.NO_LIMIT)
            .resyncPeriod(BenchThing.PERIOD)
            .store(RedisItemStores.of(connections, BenchThing.SETTINGS, BenchThing.CODEC))
            .build(BenchReplica::sync);
    cache.addListener(staleness);
  }

  private static BenchThing sync(BenchThing thing) {
    return ThreadLocalRandom.current().nextInt(CHANGED_ONE_IN) == 0 ? thing.changedBy(SELF) : thing;
  }

  public static void main(String[] arguments) {
    BenchReplica replica = new BenchReplica(Integer.parseInt(arguments[0]));
    try (Scanner orders = new Scanner(System.in, UTF_8)) {
      while (orders.hasNextLine()) {
        String[] order = orders.nextLine().split(" ", -1);
        System.out.println(
            MARK + replica.obey(order[0], Arrays.copyOfRange(order, 1, order.length)));
      }
    }
    Runtime.getRuntime().halt(0); // its input has ended: whoever started it is gone
  }

  private String obey(String order, String... arguments) {
    switch (order) {
      case "start" -> {
        long began = System.nanoTime();
        cache.start();
        return String.valueOf((System.nanoTime() - began) / 1e9);
      }
      case "pause" -> cache.pause();
      case "resume" -> cache.resume();
      case "limit" -> {
        double tps = Double.parseDouble(arguments[0]);
        int burst = Integer.parseInt(arguments[1]);
        cache.retune(now -> now.withTps(tps).withBurst(burst));
      }
      case "reads" -> {
        return reads(Integer.parseInt(arguments[0]));
      }
      case "count" -> {
        return count();
      }
      default -> throw new IllegalArgumentException("order must be known, but was " + order);
    }
    return "";
  }

  /** Syncs, and nanoseconds of the processor so far; then the staleness since the last answer. */
  private String count() {
    CacheStats stats = cache.stats();
    long cpu = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    return (stats.updated() + stats.unchanged()) + " " + cpu + " " + staleness.percentile99Millis();
  }

  /** Nanoseconds of a read here, and of the same in a cache that has its items in memory. */
  private String reads(int rounds) {
    AutoRefreshCache<BenchThing> memory =
        AutoRefreshCacheBuilder.named("memory").build(BenchReplica::sync);
    cache.entries().forEach(entry -> memory.getOrCreate(entry.item()));
    List<String> ids =
        Arrays.asList(cache.entries().map(entry -> entry.item().id()).toArray(String[]::new));
    Collections.shuffle(ids, new Random(42));
    String[] order = ids.stream().map(String::new).toArray(String[]::new); // as if just received
    double[] shared = new double[rounds];
    double[] local = new double[rounds];
    for (int round = 0; round < rounds; round++) { // in turns: what disturbs hurts both
      local[round] = nanosPerRead(memory, order);
      shared[round] = nanosPerRead(cache, order);
    }
    return median(shared) + " " + median(local);
  }

  private static double nanosPerRead(AutoRefreshCache<BenchThing> cache, String[] ids) {
    long began = System.nanoTime();
    for (String id : ids) {
      BenchThing thing = cache.get(id);
      if (thing == null || thing.at() < 0) {
        throw new IllegalStateException("item " + id + " is not here");
      }
    }
    return (double) (System.nanoTime() - began) / ids.length;
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  /** How old the changes of others are when the listener hears of them. Thread-safe. */
  private static final class Staleness implements CacheListener<BenchThing> {

    private static final long RESOLUTION_NANOS = 100_000;

    private final long[] histogram = new long[100_000];
    private long total;

    @Override
    public synchronized void onUpdated(BenchThing previous, BenchThing current) {
      if (current.by() == SELF) {
        return;
      }
      long age = (System.nanoTime() - current.at()) / RESOLUTION_NANOS;
      histogram[(int) Math.max(0, Math.min(histogram.length - 1, age))]++;
      total++;
    }

    /** Since it was last asked for. */
    synchronized double percentile99Millis() {
      long seen = 0;
      int at = 0;
      while (at < histogram.length - 1 && seen + histogram[at] < 0.99 * total) {
        seen += histogram[at++];
      }
      Arrays.fill(histogram, 0);
      total = 0;
      return (at + 1) * RESOLUTION_NANOS / 1e6;
    }
  }
}
