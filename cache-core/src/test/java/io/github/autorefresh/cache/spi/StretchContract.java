package io.github.autorefresh.cache.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every store must do that stretches intervals when more is demanded than can be done. Time is
 * moved as in {@link ItemStoreContract}.
 */
public abstract class StretchContract {

  private static final Duration STEP = Duration.ofMillis(20);
  private static final CacheSettings UNLIMITED =
      CacheSettings.defaults().withTps(CacheSettings.UNLIMITED_TPS);

  protected final ManualTime time = new ManualTime();
  private final SplittableRandom random = new SplittableRandom(3);
  private final MeasuredIntervals intervals = new MeasuredIntervals();
  private final Map<String, Integer> planned = new HashMap<>();
  private final List<Call> calls = new ArrayList<>();
  private ReferenceLimiter limiter;
  private ItemStore<Job> store;
  private int parallelism = 4;
  private double callSeconds;
  private double greatestLag;
  private double sumOfStretch;
  private long steps;
  private int made;

  private record Call(ClaimedItems<Job> items, long startedAt, long until) {}

  /** Makes a store that is still to be opened. */
  protected abstract ItemStore<Job> newStore(StoreContext<Job> context);

  /** Brings the statistics of a store up to date that is told them now and then. */
  protected void lookAgain(ItemStore<Job> store) {}

  @AfterEach
  void closeStore() {
    calls.forEach(call -> store.release(call.items()));
    store.close();
  }

  private void use(CacheSettings settings) {
    limiter = new ReferenceLimiter(settings.tps(), settings.burst(), time);
    store =
        newStore(
            new StoreContext<>(
                "jobs", settings, limiter, time, new RecordedChanges(), ControlSink.NONE));
    store.open();
  }

  @Test
  void slowCallsStretchAllAlike() {
    use(UNLIMITED);
    callSeconds = 1;
    create("a", 40, 5);
    create("b", 60, 50); // 9.2 syncs a second, of which 4 can be done
    run(100);
    forget();
    run(400);
    assertStretched(2.3);
  }

  @Test
  void oneCallAtATimeStretchesAllAlike() {
    use(UNLIMITED);
    parallelism = 1;
    callSeconds = 3;
    create("a", 5, 5);
    create("b", 20, 50); // 1.4 syncs a second, of which a third can be done
    run(300);
    forget();
    run(1_500);
    assertThat(intervals.mean("a") / planned("a")).isCloseTo(4.2, within(0.6));
    assertThat(intervals.mean("b") / planned("b")).isCloseTo(4.2, within(0.6));
  }

  @Test
  void scarcePermitsStretchAllAlikeAndAllAreUsed() {
    overloadedTwice();
    run(60);
    forget();
    run(120);
    assertStretched(2);
    assertThat(made).isBetween(2_370, 2_460);
  }

  private CacheSettings overloadedTwice() {
    CacheSettings settings = CacheSettings.defaults().withTps(20).withBurst(5);
    use(settings);
    create("a", 20, 1);
    create("b", 400, 20);
    return settings;
  }

  private void assertStretched(double stretch) {
    assertThat(intervals.mean("a") / planned("a")).isCloseTo(stretch, within(0.1 * stretch));
    assertThat(intervals.mean("b") / planned("b")).isCloseTo(stretch, within(0.1 * stretch));
    assertThat(sumOfStretch / steps).isCloseTo(stretch, within(0.1 * stretch));
    assertThat(greatestLag).isLessThan(2);
  }

  @Test
  void nothingIsStretchedWithoutOverload() {
    use(CacheSettings.defaults().withTps(80).withBurst(10));
    create("a", 20, 1);
    create("b", 400, 20);
    run(10);
    forget();
    run(60);
    assertAsPlanned();
    assertThat(stretch()).isCloseTo(1, within(0.01));
    assertThat(greatestLag).isLessThan(0.5);
  }

  /** A clock that the test moves may be ahead of it for a moment, by as long as an answer takes. */
  private void assertAsPlanned() {
    assertThat(intervals.byId()).hasSizeGreaterThanOrEqualTo(100);
    planned.forEach(
        (prefix, period) ->
            assertThat(intervals.mean(prefix) / period).as(prefix).isBetween(0.97, 1.04));
    intervals
        .byId()
        .forEach(
            (id, them) -> {
              double period = planned(id);
              assertThat(them)
                  .as(id)
                  .allSatisfy(
                      it -> assertThat(it).isBetween(0.9 * period - 0.5, 1.1 * period + 0.5));
            });
  }

  @Test
  void overloadThatIsOverStretchesNothingAndShortensNothing() {
    CacheSettings settings = overloadedTwice();
    run(60);
    limiter.retune(100, 10);
    store.retune(settings.withTps(100).withBurst(10));
    run(3);
    assertThat(stretch()).isCloseTo(1, within(0.05));
    run(40);
    forget();
    run(60);
    assertAsPlanned();
  }

  @Test
  void itemsAreNeverEarlyAndPlannedAgainOnceWorkersSuffice() {
    use(UNLIMITED);
    callSeconds = 1;
    create("a", 100, 5);
    run(100);
    assertThat(intervals.byId()).hasSize(100);
    assertThat(stretch()).as("on its way to 5").isGreaterThan(3.5);
    parallelism = 100;
    run(10);
    forget();
    run(60);
    assertAsPlanned();
    assertThat(stretch()).isCloseTo(1, within(0.02));
  }

  @Test
  void whatIsAskedForIsNotStretched() {
    overloadedTwice();
    run(30);
    for (int i = 0; i < 20; i++) {
      store.hasten("b" + 7 * i);
      double asked = now();
      run(0.5);
      assertThat(intervals.last("b" + 7 * i)).isGreaterThan(asked);
    }
  }

  @Test
  void pauseIsNoOverload() {
    CacheSettings settings = CacheSettings.defaults().withTps(50).withBurst(10);
    use(settings);
    create("a", 20, 1);
    create("b", 400, 20);
    run(20);
    store.pause(true);
    store.suspend();
    for (int i = 0; i < 10; i++) {
      time.advance(Duration.ofSeconds(3));
      lookAgain(store);
      assertThat(stretch()).isCloseTo(1, within(0.01));
      assertThat(store.stats().lagNanos() / 1e9).isBetween(3.0 * i, 3.0 * i + 3.5);
    }
    assertThat(store.stats().overdue()).isEqualTo(420);
    store.pause(false);
    made = 0;
    for (int i = 0; i < 30; i++) {
      run(1);
      assertThat(stretch()).isBetween(1.0, 1.5);
    }
    assertThat(made).as("what was held up, and then as planned").isGreaterThan(1_150);
  }

  @Test
  void nextSyncIsToldInRealTime() {
    overloadedTwice();
    run(60);
    lookAgain(store);
    create("now", 1, 1);
    Instant now = store.entry("now0").createdAt();
    double began = now();
    Map<String, Double> told = new HashMap<>();
    store
        .scan()
        .filter(entry -> entry.item().id().startsWith("b"))
        .forEach(entry -> told.put(entry.item().id(), seconds(now, entry.nextSyncAt())));
    forget();
    Map<String, Double> next = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      run(1);
      intervals.byId().keySet().forEach(id -> next.putIfAbsent(id, intervals.last(id) - began));
    }
    assertThat(told).hasSize(400);
    told.forEach((id, at) -> assertThat(next.get(id)).as(id).isCloseTo(at, within(5.0)));
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e9;
  }

  private double now() {
    return time.elapsed().toNanos() / 1e9;
  }

  private double planned(String id) {
    return planned.get(id.replaceAll("[0-9]", ""));
  }

  private double stretch() {
    lookAgain(store);
    return store.stats().stretch();
  }

  private void forget() {
    intervals.forget();
    greatestLag = 0;
    sumOfStretch = 0;
    steps = 0;
    made = 0;
  }

  private void create(String prefix, int count, int seconds) {
    planned.put(prefix, seconds);
    Duration period = Duration.ofSeconds(seconds);
    for (int i = 0; i < count; i++) {
      Job job = Job.of(prefix + i).every(period);
      assertThat(store.reserve(job.id())).isNull();
      long phase = random.nextLong(period.toNanos()) + 1;
      store.fulfil(job.id(), job, ItemPeriod.of(job), phase);
    }
  }

  private void run(double seconds) {
    long end = steps + Math.round(seconds * 1e9 / STEP.toNanos());
    for (; steps < end; steps++) {
      time.advance(STEP);
      List.copyOf(calls).stream()
          .filter(call -> call.until() - time.nanos() <= 0)
          .forEach(this::end);
      boolean begun = true;
      while (begun && calls.size() < parallelism) {
        begun = begin();
      }
      StoreStats stats = store.stats();
      greatestLag = Math.max(greatestLag, stats.lagNanos() / 1e9);
      sumOfStretch += stats.stretch();
    }
  }

  private boolean begin() {
    ClaimedItems<Job> items = new ClaimedItems<>();
    if (store.claimable(parallelism - calls.size()) == 0 || store.claim(items, 1) == 0) {
      return false;
    }
    made++;
    intervals.begins(items.id(0), now());
    long takes = (long) (callSeconds * (950_000_000 + random.nextLong(100_000_000)));
    Call call = new Call(items, time.nanos(), time.nanos() + takes);
    if (takes == 0) {
      end(call);
    } else {
      calls.add(call);
    }
    return true;
  }

  private void end(Call call) {
    calls.remove(call);
    ClaimedItems<Job> items = call.items();
    double jitter = 0.9 + 0.2 * random.nextDouble();
    items.unchanged(0, call.startedAt() + (long) (items.period(0) * jitter));
    items.committedAt(time.nanos());
    store.commit(items);
    store.release(items);
  }
}
