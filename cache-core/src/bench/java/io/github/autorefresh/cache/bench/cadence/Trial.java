package io.github.autorefresh.cache.bench.cadence;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A cache goes through a world: items come at random, as many as keep their mean number, and each
 * is done after its duration, or, in a perpetual world, has another state. What changes from the
 * measured time on is counted.
 *
 * @param period the resync period in seconds
 * @param learned whether the cadence is
 * @param items their mean number
 * @param hinted the share of changes of which somebody tells the cache, by a refresh, a second late
 * @param seconds how long it lasts
 * @param measuredFrom from when on it is measured, in seconds
 * @param shiftedAt from when on items take three times as long
 */
public record Trial(
    World world,
    double period,
    boolean learned,
    int items,
    double hinted,
    double seconds,
    double measuredFrom,
    double shiftedAt,
    long seed) {

  private static final Duration MIN = Duration.ofSeconds(1);
  private static final int MAX_PERIODS = 10;

  /** The period that all are compared at. */
  public static final double PERIOD = 30;

  /** Warm for two hours, measured for two. */
  public static Trial of(World world, int items, long seed) {
    double hours = world.isPerpetual() ? 4 : 2;
    return new Trial(world, PERIOD, false, items, 0, 3600 * (hours + 2), 3600 * hours, 1e18, seed);
  }

  public Trial learning() {
    return new Trial(world, period, true, items, hinted, seconds, measuredFrom, shiftedAt, seed);
  }

  public Trial every(double seconds) {
    return new Trial(
        world, seconds, learned, items, hinted, this.seconds, measuredFrom, shiftedAt, seed);
  }

  public Trial hinted(double share) {
    return new Trial(world, period, learned, items, share, seconds, measuredFrom, shiftedAt, seed);
  }

  /** Measured between these times; what is done later takes three times as long from a third on. */
  public Trial measured(double from, double to, double shift) {
    return new Trial(world, period, learned, items, hinted, to, from, shift, seed);
  }

  /** Runs it. */
  public Tally run() {
    return new Course().run();
  }

  private record Job(
      String id, int number, @Nullable Object cadenceKind, int version, boolean isTerminal)
      implements CacheItem {

    Job next(boolean done) {
      return new Job(id, number, cadenceKind, version + 1, done);
    }
  }

  /** Somebody tells of a change. */
  private record Hint(double at, int item) {}

  private final class Course {

    private final SplittableRandom random = new SplittableRandom(seed);
    private final SteppedTime time = new SteppedTime();
    private final Tally tally = new Tally();
    private final PriorityQueue<Hint> told =
        new PriorityQueue<>((a, b) -> Double.compare(a.at(), b.at()));
    private final Map<Integer, Double> changesAt = new HashMap<>();
    private final Map<Integer, Double> rates = new HashMap<>();
    private final AutoRefreshCache<Job> cache = cache();
    private double now;
    private int created;
    private int synced; // the items up to this number have had their first sync

    private AutoRefreshCache<Job> cache() {
      AutoRefreshCacheBuilder builder =
          time.cache("bench")
              .resyncPeriod(duration(period))
              .jitter(0.1)
              .unlimited()
              .terminalRetention(Duration.ofSeconds(1))
              .random(new SplittableRandom(seed + 1));
      if (learned) {
        builder.learnedCadence(MIN, duration(MAX_PERIODS * PERIOD));
      }
      return builder.build(this::sync);
    }

    Tally run() {
      try (cache) {
        cache.start();
        double nextItem = 0;
        double gap = world.isPerpetual() ? 0.1 : world.mean() / items;
        while (now < seconds) {
          double next =
              Math.min(seconds, told.isEmpty() ? nextItem : Math.min(nextItem, told.peek().at()));
          pass(next);
          if (next == nextItem) {
            create();
            nextItem =
                world.isPerpetual()
                    ? created < items ? now + gap : Double.MAX_VALUE
                    : now + World.exponential(random, gap);
          } else if (!told.isEmpty()) {
            var unused = cache.refresh("job-" + told.remove().item());
          }
        }
      }
      return tally;
    }

    private void pass(double until) {
      long nanos = (long) (until * 1e9) - time.elapsed().toNanos();
      if (nanos > 0) {
        time.advance(Duration.ofNanos(nanos));
      }
      now = until;
    }

    private void create() {
      int number = created++;
      int kind = world.draw(random);
      if (world.isPerpetual()) {
        rates.put(number, World.rate(random));
      }
      begin(number, world.kinds().get(kind), now);
      cache.getOrCreate(
          new Job("job-" + number, number, world.isLabelled() ? kind : null, 0, false));
    }

    /** A new state begins. */
    private void begin(int number, World.Kind kind, double at) {
      Double rate = rates.get(number);
      double takes = rate != null ? World.exponential(random, 1 / rate) : kind.duration(random);
      double end = at + takes * (at > shiftedAt ? 3 : 1);
      changesAt.put(number, end);
      if (hinted > 0 && random.nextDouble() < hinted) {
        told.add(new Hint(end + World.exponential(random, 1), number));
      }
    }

    private Job sync(Job job) {
      double at = time.elapsed().toNanos() / 1e9;
      boolean first = job.number() >= synced;
      synced = Math.max(synced, job.number() + 1);
      boolean measured = at >= measuredFrom;
      Double end = changesAt.get(job.number());
      boolean changed = end != null && at >= end;
      if (measured) {
        tally.called(first);
      }
      if (!changed || end == null) {
        return job;
      }
      if (measured) {
        tally.found(at - end);
      }
      if (world.isPerpetual()) {
        begin(job.number(), world.kinds().get(0), at);
        return job.next(false);
      }
      changesAt.remove(job.number());
      return job.next(true);
    }
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }
}
