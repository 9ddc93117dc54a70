package io.github.autorefresh.cache.bench.figure;

import io.github.autorefresh.cache.bench.Case;
import io.github.autorefresh.cache.bench.Figure;
import io.github.autorefresh.cache.bench.Scale;
import io.github.autorefresh.cache.bench.peer.AutoRefresh;
import io.github.autorefresh.cache.bench.peer.GoSweep;
import io.github.autorefresh.cache.bench.peer.Item;
import io.github.autorefresh.cache.bench.peer.Refresher;
import io.github.autorefresh.cache.bench.peer.Work;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A sweep over items whose sync blocks. */
public final class BlockingSweep implements Figure {

  private static final int ITEMS = 10_000;
  private static final int SERIAL_ITEMS = 50;
  private static final int THREADS = 1_000;
  private static final int VIRTUAL = 21;
  private static final int SWEEPS = 20;
  private static final int WARM = 5;

  @Override
  public String name() {
    return "blocking";
  }

  @Override
  public String title() {
    return "A sweep of 10,000 items with a callback that blocks 100 ms, in seconds";
  }

  @Override
  public String method() {
    return """
        From the start until all calls have returned: the first sweep of a JVM (cold), the second, and the median of the
        last five of twenty (warm), each by a new cache. The Go original's sweep is serial, so it is measured for 50
        items and multiplied.
        """;
  }

  @Override
  public List<Case> cases(Scale scale) {
    int items = scale.items(ITEMS);
    String pool = "1,000 platform threads";
    String virtual = "virtual threads";
    return List.of(
        new Case(
            "auto-refresh-cache", pool, 17, () -> sweeps(scale, () -> cache(items, THREADS, null))),
        new Case("bare executor", pool, 17, () -> sweeps(scale, () -> bare(items, pool(THREADS)))),
        new Case(
            "auto-refresh-cache",
            virtual,
            VIRTUAL,
            () -> sweeps(scale, () -> cache(items, items, virtual()))),
        new Case(
            "bare executor", virtual, VIRTUAL, () -> sweeps(scale, () -> bare(items, virtual()))),
        new Case(
            "the Go original's sweep",
            pool,
            17,
            () -> Case.Values.of("cold", serial(scale, items))));
  }

  private static Case.Values sweeps(Scale scale, Supplier<Double> sweep) {
    double[] seconds = new double[scale.isSmoke() ? WARM : SWEEPS];
    Arrays.setAll(seconds, i -> sweep.get());
    double[] warm = Arrays.copyOfRange(seconds, seconds.length - WARM, seconds.length);
    Arrays.sort(warm);
    return Case.Values.of("cold", seconds[0]).and("second", seconds[1]).and("warm", warm[WARM / 2]);
  }

  private static double cache(int items, int parallelism, @Nullable ExecutorService executor) {
    CountDownLatch done = new CountDownLatch(items);
    Work work = Work.unlimited(Item.make(items), blocking(done), Duration.ofHours(1), parallelism);
    try (Refresher cache = new AutoRefresh(work, executor)) {
      Clock clock = new Clock();
      cache.start();
      await(done);
      return clock.seconds();
    } finally {
      if (executor != null) {
        executor.shutdownNow();
      }
    }
  }

  private static double bare(int items, ExecutorService executor) {
    CountDownLatch done = new CountDownLatch(items);
    Work.Sync sync = blocking(done);
    Item[] all = Item.make(items);
    try {
      Clock clock = new Clock();
      for (Item item : all) {
        executor.execute(() -> sync.sync(item));
      }
      await(done);
      return clock.seconds();
    } finally {
      executor.shutdownNow();
    }
  }

  private static double serial(Scale scale, int items) {
    int few = scale.isSmoke() ? 1 : SERIAL_ITEMS;
    CountDownLatch done = new CountDownLatch(few);
    Work work = Work.unlimited(Item.make(few), blocking(done), Duration.ofHours(1), 1);
    try (Refresher sweep = new GoSweep(work)) {
      Clock clock = new Clock();
      sweep.start();
      await(done);
      return clock.seconds() * items / few;
    }
  }

  private static Work.Sync blocking(CountDownLatch done) {
    return item -> {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      done.countDown();
      return item;
    };
  }

  private static void await(CountDownLatch done) {
    try {
      done.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ExecutorService pool(int threads) {
    return Executors.newFixedThreadPool(threads);
  }

  /** By its name, since the sources are of Java 17. */
  private static ExecutorService virtual() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
