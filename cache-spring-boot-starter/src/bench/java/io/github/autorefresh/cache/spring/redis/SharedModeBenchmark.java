package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.CacheStats;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Measures the shared mode with replicas as processes over one Redis: syncs per second, the
 * processor's time for each on both sides, how old a read on another replica is, the bytes of an
 * item, and a local read beside that of the store in memory.
 *
 * <pre>
 * SharedModeBenchmark [items] [seconds] [replicas...]
 * </pre>
 */
public final class SharedModeBenchmark {

  private static final int BODY = 200;
  private static final int CHANGED_ONE_IN = 10;

  private SharedModeBenchmark() {}

  /** An item of some 235 bytes; {@code at} is when it was last changed, in nanoseconds. */
  record Thing(String id, long at, String body) implements CacheItem {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0 && arguments[0].equals("replica")) {
      replica(Integer.parseInt(arguments[1]));
      return;
    }
    int items = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
    int[] replicas =
        arguments.length > 2
            ? Arrays.stream(arguments).skip(2).mapToInt(Integer::parseInt).toArray()
            : new int[] {1, 2, 4};
    try (RedisServer redis = new ProcessRedis(); // a container's network costs as much as Redis
        Fleet fleet = new Fleet(redis)) {
      redis.up();
      fleet.fill(items);
      System.out.printf(
          "%d items, %d B of Redis each, loaded by a replica in %s%n",
          items, redis.usedMemory() / items, fleet.load());
      localReads(redis, items);
      for (int count : replicas) {
        System.out.println(fleet.measure(count, seconds));
      }
    }
  }

  private static AutoRefreshCacheBuilder builder(LettuceConnectionFactory connections) {
    return AutoRefreshCacheBuilder.named("bench")
        .unlimited()
        .resyncPeriod(Duration.ofMillis(1)) // always due: as fast as it goes
        .store(
            RedisItemStores.of(
                connections, RedisStoreSettings.of("bench"), ItemCodec.json(Thing.class)));
  }

  private static LettuceConnectionFactory connect(int port) {
    LettuceConnectionFactory connections =
        new LettuceConnectionFactory(new RedisStandaloneConfiguration("localhost", port));
    connections.afterPropertiesSet();
    connections.start();
    return connections;
  }

  // A replica, in a process of its own: it obeys lines of its input.

  private static void replica(int port) {
    AtomicLong calls = new AtomicLong();
    Staleness staleness = new Staleness();
    AutoRefreshCache<Thing> cache =
        builder(connect(port))
            .build(
                thing ->
                    calls.incrementAndGet() % CHANGED_ONE_IN == 0
                        ? new Thing(thing.id(), System.nanoTime(), thing.body())
                        : thing);
    cache.addListener(staleness);
    try (Scanner orders = new Scanner(System.in, UTF_8)) {
      while (orders.hasNextLine()) {
        switch (orders.nextLine()) {
          case "start" -> {
            long began = System.nanoTime();
            cache.start();
            System.out.println((System.nanoTime() - began) / 1_000_000);
          }
          case "count" -> {
            CacheStats stats = cache.stats();
            long cpu =
                ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                    .getProcessCpuTime();
            System.out.printf(
                "%d %d %d%n",
                stats.updated() + stats.unchanged(), cpu, staleness.percentile99Micros());
          }
          default -> Runtime.getRuntime().halt(0);
        }
      }
    }
    Runtime.getRuntime().halt(0);
  }

  /** How old the changes of others are when they arrive here: the clock is the machine's. */
  private static final class Staleness implements CacheListener<Thing> {

    private final long[] histogram = new long[100_000]; // by 100 microseconds
    private long total;

    @Override
    public synchronized void onUpdated(Thing previous, Thing current) {
      long age = (System.nanoTime() - current.at()) / 100_000;
      histogram[(int) Math.max(0, Math.min(histogram.length - 1, age))]++;
      total++;
    }

    synchronized long percentile99Micros() {
      long seen = 0;
      for (int i = 0; i < histogram.length; i++) {
        seen += histogram[i];
        if (seen >= 0.99 * total) {
          return 100L * (i + 1);
        }
      }
      return 0;
    }
  }

  /** The replicas, and what they are told. */
  private record Fleet(RedisServer redis, List<Process> processes) implements AutoCloseable {

    Fleet(RedisServer redis) {
      this(redis, new ArrayList<>());
    }

    void fill(int items) {
      LettuceConnectionFactory connections = connect(redis.port);
      AutoRefreshCache<Thing> cache = builder(connections).build(thing -> thing);
      String body = "x".repeat(BODY);
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        int from = t;
        Thread thread =
            new Thread(
                () -> {
                  for (int i = from; i < items; i += 8) {
                    cache.getOrCreate(new Thing("thing-" + i, 0, body));
                  }
                });
        thread.start();
        threads.add(thread);
      }
      threads.forEach(SharedModeBenchmark::join);
      cache.close();
      connections.destroy();
    }

    String load() throws Exception {
      Process process = launch();
      String millis = tell(process, "start");
      process.destroyForcibly().onExit().join();
      return millis + " ms";
    }

    String measure(int count, int seconds) throws Exception {
      for (int i = 0; i < count; i++) {
        processes.add(launch());
      }
      for (Process process : processes) {
        String unused = tell(process, "start");
      }
      TimeUnit.SECONDS.sleep(5); // warm
      long[] before = counts();
      double redisBefore = redis.cpuSeconds();
      long began = System.nanoTime();
      TimeUnit.SECONDS.sleep(seconds);
      long[] after = counts();
      double elapsed = (System.nanoTime() - began) / 1e9;
      double redisCpu = redis.cpuSeconds() - redisBefore;
      long syncs = after[0] - before[0];
      close();
      return String.format(
          Locale.ROOT,
          "%d replicas: %,.0f syncs/s, CPU per sync %.1f us in replicas and %.1f us in Redis, p99 staleness %.1f ms",
          count,
          syncs / elapsed,
          (after[1] - before[1]) / 1e3 / syncs,
          redisCpu * 1e6 / syncs,
          after[2] / 1e3);
    }

    /** Of all replicas: syncs and CPU time added, the worst staleness. */
    private long[] counts() throws Exception {
      long[] sums = new long[3];
      for (Process process : processes) {
        String[] parts = tell(process, "count").split(" ", -1);
        sums[0] += Long.parseLong(parts[0]);
        sums[1] += Long.parseLong(parts[1]);
        sums[2] = Math.max(sums[2], Long.parseLong(parts[2]));
      }
      return sums;
    }

    private Process launch() throws Exception {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx1500m",
              "-XX:+UseSerialGC",
              "-cp",
              System.getProperty("java.class.path"),
              SharedModeBenchmark.class.getName(),
              "replica",
              "" + redis.port)
          .redirectError(Redirect.INHERIT)
          .start();
    }

    private static String tell(Process process, String order) throws Exception {
      process.outputWriter(UTF_8).write(order + "\n");
      process.outputWriter(UTF_8).flush();
      String line = process.inputReader(UTF_8).readLine();
      while (line != null && !Character.isDigit(line.charAt(0))) {
        line = process.inputReader(UTF_8).readLine(); // logged
      }
      return line == null ? "0 0 0" : line;
    }

    @Override
    public void close() {
      processes.forEach(process -> process.destroyForcibly().onExit().join());
      processes.clear();
    }
  }

  /** Interleaved, so that what else the machine does hurts both. */
  private static void localReads(RedisServer redis, int items) {
    int few = Math.min(items, 100_000);
    LettuceConnectionFactory connections = connect(redis.port);
    AutoRefreshCache<Thing> shared = builder(connections).build(thing -> thing);
    AutoRefreshCache<Thing> memory = AutoRefreshCacheBuilder.named("memory").build(thing -> thing);
    String[] ids = new String[few];
    for (int i = 0; i < few; i++) {
      ids[i] = "thing-" + i;
      memory.getOrCreate(shared.getOrCreate(new Thing(ids[i], 0, "")));
    }
    long[] best = {Long.MAX_VALUE, Long.MAX_VALUE};
    for (int round = 0; round < 10; round++) {
      best[0] = Math.min(best[0], nanosPerRead(memory, ids));
      best[1] = Math.min(best[1], nanosPerRead(shared, ids));
    }
    System.out.printf("get: %d ns in memory, %d ns shared%n", best[0], best[1]);
    shared.close();
    memory.close();
    connections.destroy();
  }

  private static long nanosPerRead(AutoRefreshCache<Thing> cache, String[] ids) {
    long sum = 0;
    long began = System.nanoTime();
    for (int round = 0; round < 10; round++) {
      for (String id : ids) {
        Thing thing = cache.get(id);
        sum += thing == null ? 0 : thing.at() + 1;
      }
    }
    long nanos = System.nanoTime() - began;
    return sum == Long.MIN_VALUE ? 0 : nanos / (10L * ids.length);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
