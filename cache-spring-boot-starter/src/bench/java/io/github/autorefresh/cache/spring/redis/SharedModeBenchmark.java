package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.bench.Environment;
import io.github.autorefresh.cache.bench.Raw;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Measures the shared mode with replicas as processes over one Redis, all on this machine, and adds
 * the figures to the raw results of the benchmarks of the core.
 *
 * <pre>
 *   --smoke          a moment of everything, no results
 *   --rounds N       3 unless set
 *   --seconds S      of measuring, after as many to warm up; 10 unless set: replicas on
 *                   the same cores are slow to become warm
 *   --items N,N      100000,1000000 unless set
 *   --replicas N,N   1,2,4 unless set
 *   NAME...          measures only if one is "shared"
 * </pre>
 */
public final class SharedModeBenchmark {

  private static final String REPLICAS = "shared";
  private static final String ITEMS = "shared-items";

  private static final Path RESULTS = Path.of("..", "cache-core", "target", "bench");
  private static final String STALENESS = "p99 staleness, ms";

  /** What one Redis is to reach, and what the replicas are permitted in the first part. */
  private static final int PERMITTED = 20_000;

  private static final int BURST = 500;

  private static final List<String> FLAGS = List.of("-XX:+UseG1GC", "-Xms1500m", "-Xmx1500m");

  private boolean wanted = true;
  private boolean smoke;
  private int rounds = 3;
  private double seconds = 10;
  private int[] items = {100_000, 1_000_000};
  private int[] replicas = {1, 2, 4};

  private SharedModeBenchmark(String[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--smoke" -> smoke();
        case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
        case "--seconds" -> seconds = Double.parseDouble(arguments[++i]);
        case "--items" -> items = numbers(arguments[++i]);
        case "--replicas" -> replicas = numbers(arguments[++i]);
        default -> wanted = List.of(arguments).contains(REPLICAS);
      }
    }
  }

  private void smoke() {
    smoke = true;
    rounds = 1;
    seconds = 0.2;
    items = new int[] {2000};
    replicas = new int[] {2};
  }

  private static int[] numbers(String list) {
    return Arrays.stream(list.split(",", -1)).mapToInt(Integer::parseInt).toArray();
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    SharedModeBenchmark benchmark = new SharedModeBenchmark(arguments);
    if (benchmark.wanted && !ProcessRedis.isOnPath()) {
      System.out.println(REPLICAS + ": left out, there is no redis-server on the path");
    } else if (benchmark.wanted) {
      benchmark.measure();
    }
  }

  private void measure() throws IOException, InterruptedException {
    List<Value> values = new ArrayList<>();
    String version = "";
    for (int round = 1; round <= rounds; round++) {
      for (int count : items) {
        try (RedisServer redis = new ProcessRedis()) { // a container's network costs as much again
          redis.up();
          version = redis.version();
          fill(redis, count);
          String row = String.format(Locale.ROOT, "%,d items", count);
          values.addAll(ofItems(redis, round, row, count));
          for (int size : replicas) {
            values.addAll(ofReplicas(redis, round, row, size));
          }
        }
      }
    }
    if (!smoke) {
      write(values, version);
    }
  }

  private static void fill(RedisServer redis, int count) {
    LettuceConnectionFactory connections = redis.connect();
    BenchThing.fill(connections, count);
    connections.destroy();
  }

  /** What items cost: one replica, at rest. */
  private List<Value> ofItems(RedisServer redis, int round, String row, int count)
      throws IOException {
    try (BenchFleet fleet = new BenchFleet(redis, FLAGS)) {
      double bytes = (double) redis.usedMemory() / count;
      fleet.growTo(1);
      fleet.tellOne("pause");
      String load = fleet.tellOne("start");
      String[] reads = fleet.tellOne("reads " + Math.max(11, 2_000_000 / count)).split(" ", -1);
      fleet.tellOne("resume");
      return List.of(
          new Value(ITEMS, round, row, "", "bytes in Redis", bytes),
          new Value(ITEMS, round, row, "", "load, s", Double.parseDouble(load)),
          new Value(ITEMS, round, row, "", "get, ns", Double.parseDouble(reads[0])),
          new Value(ITEMS, round, row, "", "get in memory, ns", Double.parseDouble(reads[1])));
    }
  }

  private List<Value> ofReplicas(RedisServer redis, int round, String items, int size)
      throws IOException, InterruptedException {
    String row = items + ", " + size + (size == 1 ? " replica" : " replicas");
    try (BenchFleet fleet = new BenchFleet(redis, FLAGS)) {
      fleet.growTo(size);
      fleet.tellOne("pause");
      fleet.tellAll("start");
      setLimit(fleet, BenchThing.NO_LIMIT, BenchThing.NO_LIMIT);
      fleet.tellOne("resume");
      sleep(); // as fast as it goes warms up best
      setLimit(fleet, PERMITTED, BURST);
      String limited = String.format(Locale.ROOT, "%,d/s permitted", PERMITTED);
      List<Value> values = new ArrayList<>(of(fleet, round, row, limited));
      setLimit(fleet, BenchThing.NO_LIMIT, BenchThing.NO_LIMIT);
      values.addAll(of(fleet, round, row, "as fast as it goes"));
      if (size == 1) { // there is nobody who could be behind
        values.removeIf(value -> value.column().equals(STALENESS));
      }
      return values;
    }
  }

  private static void setLimit(BenchFleet fleet, int tps, int burst) throws IOException {
    fleet.tellOne("limit " + tps + " " + burst);
  }

  private List<Value> of(BenchFleet fleet, int round, String row, String load)
      throws IOException, InterruptedException {
    sleep();
    BenchFleet.Count before = fleet.count();
    long began = System.nanoTime();
    sleep();
    double elapsed = (System.nanoTime() - began) / 1e9;
    BenchFleet.Count done = fleet.count().since(before);
    return List.of(
        new Value(REPLICAS, round, row, load, "syncs/s", done.syncs() / elapsed),
        new Value(REPLICAS, round, row, load, "replicas, µs", done.replicaMicros() / done.syncs()),
        new Value(REPLICAS, round, row, load, "Redis, µs", done.redisMicros() / done.syncs()),
        new Value(REPLICAS, round, row, load, STALENESS, done.staleMillis()));
  }

  private void sleep() throws InterruptedException {
    TimeUnit.MICROSECONDS.sleep((long) (seconds * 1e6));
  }

  private record Value(
      String figure, int round, String row, String load, String column, double value) {

    Value {
      System.out.printf("%s, round %d: %s %s %s: %.4g%n", figure, round, row, load, column, value);
    }
  }

  private void write(List<Value> values, String redisVersion) throws IOException {
    Raw raw = Raw.ofThisJdk(RESULTS);
    raw.environment(Environment.machine());
    raw.environment(List.of("Redis: " + redisVersion + ", replicas: " + String.join(" ", FLAGS)));
    raw.forget(REPLICAS);
    raw.forget(ITEMS);
    for (Value value : values) {
      raw.add(
          value.figure(), value.round(), value.row(), value.load(), value.column(), value.value());
    }
  }
}
