package io.github.autorefresh.cache.bench.figure;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.bench.Case;
import io.github.autorefresh.cache.bench.Figure;
import io.github.autorefresh.cache.bench.Scale;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** How many items can end in a second when each end is handled. */
public final class Handling implements Figure {

  private static final int SIZE = 200_000;
  private static final double MOST_SECONDS = 60;

  /** The last of its states. */
  private record Job(String id, boolean isTerminal) implements CacheItem {}

  @Override
  public String name() {
    return "handling";
  }

  @Override
  public String title() {
    return "Ends that are handled, a second";
  }

  @Override
  public String method() {
    return """
        200,000 items that are registered before the start and end with their first sync, without a limit: from the start
        until the last one has ended and, with a handler that counts and does nothing else, until it has been handled.
        """;
  }

  @Override
  public List<Case> cases(Scale scale) {
    return List.of(
        Case.of("without a handler", "", () -> measure(scale, false)),
        Case.of("with a handler", "", () -> measure(scale, true)));
  }

  private static Case.Values measure(Scale scale, boolean handled) throws InterruptedException {
    if (!scale.isSmoke()) {
      seconds(SIZE, handled); // warms up
    }
    int items = scale.items(SIZE);
    return Case.Values.of("ends/s", items / seconds(items, handled));
  }

  private static double seconds(int items, boolean handled) throws InterruptedException {
    LongAdder done = new LongAdder();
    AutoRefreshCacheBuilder builder =
        AutoRefreshCacheBuilder.named("bench").unlimited().shutdownTimeout(Duration.ZERO);
    if (handled) {
      ItemHandler<Job> counting = job -> done.increment();
      builder.handler(counting);
    }
    try (AutoRefreshCache<Job> cache =
        builder.build(
            job -> {
              if (!handled) {
                done.increment();
              }
              return new Job(job.id(), true);
            })) {
      for (int i = 0; i < items; i++) {
        cache.getOrCreate(new Job("job-" + i, false));
      }
      Clock clock = new Clock();
      cache.start();
      while (done.sum() < items) {
        if (clock.seconds() > MOST_SECONDS) {
          throw new IllegalStateException("only " + done.sum() + " of " + items);
        }
        Thread.sleep(1);
      }
      return clock.seconds();
    }
  }
}
