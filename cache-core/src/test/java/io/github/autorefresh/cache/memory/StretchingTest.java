package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spi.RecordedChanges;
import io.github.autorefresh.cache.spi.StoreContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Calls are slow and all workers are busy: what is due is stretched by that, without a limit. */
class StretchingTest {

  private static final Duration STEP = Duration.ofMillis(10);

  private final ManualTime time = new ManualTime();
  private final RecordedChanges changes = new RecordedChanges();
  private final MemoryItemStore<Job> store =
      new MemoryItemStore<>(
          new StoreContext<>(
              "jobs",
              CacheSettings.defaults()
                  .withTps(CacheSettings.UNLIMITED_TPS)
                  .withResyncPeriod(Duration.ofSeconds(5)),
              TokenBucketRateLimiter.unlimited(),
              time,
              changes));

  private final SplittableRandom random = new SplittableRandom(3);
  private final Map<String, Long> last = new HashMap<>();
  private final Map<String, List<Double>> intervals = new HashMap<>();
  private final List<Call> workers = new ArrayList<>();
  private int parallelism = 4;
  private double greatestLag;
  private double sumOfStretch;
  private int steps;

  private record Call(ClaimedItems<Job> items, long startedAt, long until) {}

  @Test
  void slowCallsStretchAllAlike() {
    create("a", 90, Duration.ofSeconds(5));
    create("b", 100, Duration.ofSeconds(50)); // 20 syncs a second, of which 4 can be done
    run(200);
    intervals.clear();
    greatestLag = 0;
    sumOfStretch = 0;
    steps = 0;
    run(1_000);
    assertThat(mean("a")).isCloseTo(25, within(2.5));
    assertThat(mean("b")).isCloseTo(250, within(25.0));
    assertThat(sumOfStretch / steps).isCloseTo(5, within(0.5));
    assertThat(greatestLag).isLessThan(2);
  }

  @Test
  void itemsAreNeverEarlyAndPlannedAgainOnceWorkersSuffice() {
    create("a", 100, Duration.ofSeconds(5));
    run(100);
    assertThat(intervals.values()).allSatisfy(them -> assertThat(them).isNotEmpty());
    parallelism = 100;
    run(10);
    intervals.clear();
    run(60);
    intervals.values().forEach(them -> assertThat(them).allMatch(it -> it >= 4.5 && it <= 5.52));
    assertThat(store.stats().stretch()).isEqualTo(1);
  }

  @Test
  void noMemoryIsTakenPerItemUnlessThereWasOverload() {
    SlotOffsets offsets = new SlotOffsets();
    offsets.add(0);
    offsets.set(5, 0);
    assertThat(offsets.get(5)).isZero();
    offsets.set(6, 1);
    assertThat(offsets.get(6)).isOne();
    assertThat(offsets.get(5)).isZero();
  }

  private void create(String prefix, int count, Duration period) {
    for (int i = 0; i < count; i++) {
      Job job = Job.of(prefix + i).every(period);
      assertThat(store.reserve(job.id())).isNull();
      long phase = random.nextLong(period.toNanos()) + 1;
      store.fulfil(job.id(), job, ItemPeriod.of(job), phase);
    }
  }

  private void run(int seconds) {
    for (Duration end = now().plusSeconds(seconds); now().compareTo(end) < 0; ) {
      time.advance(STEP);
      List.copyOf(workers).stream()
          .filter(call -> call.until() - time.nanos() <= 0)
          .forEach(this::end);
      boolean begun = true;
      while (begun && workers.size() < parallelism) {
        begun = begin();
      }
      sumOfStretch += store.stats().stretch();
      steps++;
      greatestLag = Math.max(greatestLag, store.stats().lagNanos() / 1e9);
    }
  }

  private Duration now() {
    return time.elapsed();
  }

  private boolean begin() {
    ClaimedItems<Job> items = new ClaimedItems<>();
    if (store.claimable(parallelism - workers.size()) == 0 || store.claim(items, 1) == 0) {
      return false;
    }
    Long before = last.put(items.id(0), time.nanos());
    if (before != null) {
      intervals
          .computeIfAbsent(items.id(0), id -> new ArrayList<>())
          .add((time.nanos() - before) / 1e9);
    }
    long takes = 950_000_000 + random.nextLong(100_000_000);
    workers.add(new Call(items, time.nanos(), time.nanos() + takes));
    return true;
  }

  private void end(Call call) {
    workers.remove(call);
    ClaimedItems<Job> items = call.items();
    double jitter = 0.9 + 0.2 * random.nextDouble();
    items.unchanged(0, call.startedAt() + (long) (items.period(0) * jitter));
    items.committedAt(time.nanos());
    store.commit(items);
    store.release(items);
  }

  private double mean(String prefix) {
    return intervals.entrySet().stream()
        .filter(it -> it.getKey().startsWith(prefix))
        .flatMap(it -> it.getValue().stream())
        .mapToDouble(it -> it)
        .average()
        .orElse(0);
  }
}
