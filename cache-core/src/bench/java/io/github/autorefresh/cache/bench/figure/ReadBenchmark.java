package io.github.autorefresh.cache.bench.figure;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.cache.CacheBuilder;
import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.bench.peer.Item;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.cache2k.Cache2kBuilder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One read of each contender. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReadBenchmark {

  /** Whom to ask. */
  public enum Contender {
    MAP("ConcurrentHashMap", false),
    AUTO_REFRESH_CACHE("auto-refresh-cache", true),
    CAFFEINE("Caffeine, bounded", false),
    CACHE2K("cache2k", false),
    GUAVA("Guava", false);

    private final String label;
    private final boolean syncs;

    Contender(String label, boolean syncs) {
      this.label = label;
      this.syncs = syncs;
    }

    String label() {
      return label;
    }

    boolean syncs() {
      return syncs;
    }
  }

  private static final double SYNCS_PER_SECOND = 1e6;

  @Param("MAP")
  public Contender contender;

  @Param("false")
  public boolean syncing;

  @Param("100000")
  public int size;

  private Item[] inOrder;
  private Function<String, Item> get;
  private UnaryOperator<Item> getOrCreate;
  private Runnable close = () -> {};

  /** Where a thread is in the sequence of ids; each begins elsewhere. */
  @State(Scope.Thread)
  public static class Cursor {

    private int at;

    @Setup
    public void begin(ReadBenchmark benchmark) {
      at = (int) (Thread.currentThread().getId() * 7919 % benchmark.size);
    }

    int next(int size) {
      int next = at + 1;
      at = next < size ? next : 0;
      return at;
    }
  }

  @Setup
  public void fill() {
    Item[] items = Item.make(size);
    switch (contender) {
      case MAP -> {
        ConcurrentHashMap<String, Item> map = new ConcurrentHashMap<>();
        get = map::get;
        getOrCreate = item -> map.computeIfAbsent(item.id(), id -> item);
      }
      case AUTO_REFRESH_CACHE -> {
        Duration period =
            syncing
                ? Duration.ofNanos((long) (size / SYNCS_PER_SECOND * 1e9))
                : Duration.ofHours(1);
        AutoRefreshCache<Item> cache =
            AutoRefreshCacheBuilder.named("bench")
                .resyncPeriod(period)
                .unlimited()
                .build(item -> item);
        get = cache::get;
        getOrCreate = cache::getOrCreate;
        cache.start();
        close = cache::close;
      }
      case CAFFEINE -> {
        var cache = Caffeine.newBuilder().maximumSize(2L * size).<String, Item>build();
        get = cache::getIfPresent;
        getOrCreate = item -> cache.get(item.id(), id -> item);
      }
      case CACHE2K -> {
        var cache =
            Cache2kBuilder.of(String.class, Item.class)
                .entryCapacity(2L * size)
                .eternal(true)
                .build();
        get = cache::peek;
        getOrCreate = item -> cache.computeIfAbsent(item.id(), id -> item);
        close = cache::close;
      }
      case GUAVA -> {
        var cache = CacheBuilder.newBuilder().maximumSize(2L * size).<String, Item>build();
        get = cache::getIfPresent;
        getOrCreate =
            item -> {
              try {
                return cache.get(item.id(), () -> item);
              } catch (ExecutionException e) {
                throw new IllegalStateException(e);
              }
            };
      }
    }
    for (Item item : items) {
      var unused = getOrCreate.apply(item);
    }
    System.gc(); // what lives long has been moved together at least once
    inOrder = items.clone();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = size - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      Item item = inOrder[i];
      inOrder[i] = inOrder[other];
      inOrder[other] = item;
    }
  }

  @TearDown
  public void close() {
    close.run();
  }

  @Benchmark
  public Item get(Cursor cursor) {
    return get.apply(inOrder[cursor.next(size)].id());
  }

  @Benchmark
  public Item getOrCreate(Cursor cursor) {
    return getOrCreate.apply(inOrder[cursor.next(size)]);
  }
}
