package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Cadence;
import io.github.autorefresh.cache.KindCadence;
import io.github.autorefresh.cache.SyncResult;
import io.github.autorefresh.cache.spi.TimeSource;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A cadence that learns, over the engine in stepped time. */
class LearnedCadenceTest {

  private static final Duration PERIOD = Duration.ofSeconds(30);
  private static final Duration MIN = Duration.ofSeconds(1);
  private static final Duration MAX = Duration.ofMinutes(5);
  private static final double NEVER = 1e12;

  private final SteppedTime time = new SteppedTime();
  private final SplittableRandom random = new SplittableRandom(5);

  /** When calls began, in seconds, by item. */
  private final Map<String, List<Double>> calls = new HashMap<>();

  private final Map<String, Double> endsAt = new HashMap<>();
  private final Set<String> chatty = new HashSet<>();
  private final List<Double> lateness = new ArrayList<>();
  private boolean down;
  private int made;
  private AutoRefreshCache<Task> cache = start(builder -> builder);

  /** A job that takes some time and is then done. */
  private record Task(
      String id,
      @Nullable Object cadenceKind,
      int version,
      boolean isTerminal,
      @Nullable Duration resyncPeriod)
      implements CacheItem {

    Task(String id, @Nullable Object kind) {
      this(id, kind, 0, false, null);
    }

    Task next(boolean done) {
      return new Task(id, cadenceKind, version + 1, done, resyncPeriod);
    }
  }

  private AutoRefreshCacheBuilder builder() {
    return time.cache("tasks")
        .resyncPeriod(PERIOD)
        .learnedCadence(MIN, MAX)
        .unlimited()
        .terminalRetention(Duration.ofSeconds(1));
  }

  private AutoRefreshCache<Task> start(UnaryOperator<AutoRefreshCacheBuilder> settings) {
    cache = settings.apply(builder()).build(this::sync);
    cache.start();
    return cache;
  }

  private Task sync(Task task) {
    double now = now();
    made++;
    calls.computeIfAbsent(task.id(), id -> new ArrayList<>()).add(now);
    if (down) {
      throw new IllegalStateException("down");
    }
    double end = endsAt.getOrDefault(task.id(), NEVER);
    if (now < end) {
      return chatty.contains(task.id()) ? task.next(false) : task;
    }
    lateness.add(now - end);
    return task.next(true);
  }

  private double now() {
    return time.elapsed().toNanos() / 1e9;
  }

  private void advance(double seconds) {
    time.advance(Duration.ofNanos((long) (seconds * 1e9)));
  }

  private void create(String id, @Nullable Object kind, double takes) {
    endsAt.put(id, now() + takes);
    cache.getOrCreate(new Task(id, kind));
  }

  /** So many jobs that take 10 min ± 10%, one every three seconds. */
  private void runTenMinuteJobs(String prefix, int jobs) {
    for (int i = 0; i < jobs; i++) {
      create(prefix + i, "ten", 540 + 120 * random.nextDouble());
      advance(3);
    }
  }

  /** Calls per job, first syncs apart, and seconds of lateness. */
  private record Cost(double calls, double lateness) {}

  private Cost costOfTenMinuteJobs(String prefix, int jobs) {
    int callsBefore = made;
    int foundBefore = lateness.size();
    runTenMinuteJobs(prefix, jobs);
    List<Double> late = lateness.subList(foundBefore, lateness.size());
    return new Cost(
        (double) (made - callsBefore - jobs) / late.size(),
        late.stream().mapToDouble(it -> it).average().orElse(0));
  }

  private KindCadence learned(@Nullable String kind) {
    return cache.cadenceByKind().stream()
        .filter(it -> kind == null ? it.kind() == null : kind.equals(it.kind()))
        .findFirst()
        .orElseThrow();
  }

  private List<Double> intervals(String id) {
    List<Double> at = calls.getOrDefault(id, List.of());
    List<Double> intervals = new ArrayList<>();
    for (int i = 1; i < at.size(); i++) {
      intervals.add(at.get(i) - at.get(i - 1));
    }
    return intervals;
  }

  @Test
  void newKindIsOnThePeriodAtFirst() {
    create("job", "new", NEVER);
    advance(31); // a first interval is shortened
    assertThat(calls.get("job")).hasSizeBetween(2, 3);
  }

  @Test
  void jobsOfTenMinutesAreLeftAloneForEight() {
    runTenMinuteJobs("warm", 2_000);
    Cost cost = costOfTenMinuteJobs("job", 1_000);
    assertThat(cost.calls()).isLessThan(6);
    assertThat(cost.lateness()).isBetween(9.0, 16.0);
    assertThat(cache.stats().callsSaved()).isBetween(0.65, 0.85);
    assertThat(learned("ten").seen()).isGreaterThan(2_000);
    assertThat(learned("ten").medianToChange())
        .isBetween(Duration.ofSeconds(560), Duration.ofSeconds(640));
    assertThat(learned("ten").nextSyncs().get(0).interval()).isGreaterThan(Duration.ofMinutes(4));
  }

  @Test
  void fixedCadenceSavesNothingAndLearnsNothing() {
    start(builder -> builder.settings(CacheSettings.defaults()));
    runTenMinuteJobs("job", 300);
    assertThat(cache.stats().callsSaved()).isZero();
    assertThat(cache.cadenceByKind()).isEmpty();
  }

  @Test
  void itemsThatChangeAtRandomCostHardlyMore() {
    for (int i = 0; i < 6_000; i++) {
      create("job" + i, "random", -600 * Math.log(1 - random.nextDouble()));
      advance(1.5);
    }
    assertThat(cache.stats().callsSaved()).isBetween(-0.05, 0.1);
    List<Double> late = lateness.subList(lateness.size() - 2_000, lateness.size());
    assertThat(late.stream().mapToDouble(it -> it).average().orElse(0)).isBetween(13.0, 17.0);
  }

  @Test
  void itemThatChangesInEachSyncIsOnThePeriodUntilOneFindsNone() {
    chatty.add("counter");
    create("counter", "ten", NEVER);
    advance(1_200);
    List<Double> intervals = intervals("counter");
    assertThat(intervals.subList(4, intervals.size()))
        .allSatisfy(it -> assertThat(it).isCloseTo(30, within(0.01)));
    assertThat(learned("ten").seen()).as("of the first three").isEqualTo(3);

    chatty.remove("counter");
    advance(3_600);
    intervals = intervals("counter");
    assertThat(intervals.get(intervals.size() - 1)).isGreaterThan(31);
  }

  @Test
  void itemThatChangesInEachSyncKeepsToTheBoundsToo() {
    Duration above = PERIOD.multipliedBy(2);
    Duration below = PERIOD.dividedBy(2);
    chatty.addAll(List.of("slow", "fast"));
    start(builder -> builder.learnedCadence(above, above));
    create("slow", "counter", NEVER);
    start(builder -> builder.learnedCadence(MIN, below));
    create("fast", "counter", NEVER);
    advance(600);
    assertThat(intervals("slow").subList(4, 9))
        .allSatisfy(it -> assertThat(it).isCloseTo(60, within(0.01)));
    assertThat(intervals("fast").subList(4, 30))
        .allSatisfy(it -> assertThat(it).isCloseTo(15, within(0.01)));
  }

  @Test
  void itemsThatChangeInEachSyncDoNotMakeOthersLater() {
    for (int i = 0; i < 10; i++) { // as 5% of the items
      chatty.add("counter" + i);
      create("counter" + i, "counter", NEVER);
    }
    runTenMinuteJobs("warm", 2_000);
    assertThat(costOfTenMinuteJobs("job", 600).lateness()).isBetween(9.0, 16.0);
  }

  @Test
  void tripledDurationsAreNoticed() {
    runTenMinuteJobs("warm", 2_000);
    for (int i = 0; i < 800; i++) {
      create("long" + i, "ten", 3 * (540 + 120 * random.nextDouble()));
      advance(3);
    }
    int before = lateness.size();
    int callsBefore = made;
    for (int i = 800; i < 1_600; i++) {
      create("long" + i, "ten", 3 * (540 + 120 * random.nextDouble()));
      advance(3);
    }
    List<Double> late = lateness.subList(before, lateness.size());
    assertThat(late).hasSizeGreaterThan(700);
    assertThat(late.stream().mapToDouble(it -> it).average().orElse(0)).isLessThan(25);
    assertThat((made - callsBefore) / 800.0).as("of 60").isLessThan(30);
  }

  @Test
  void whatARefreshFindsIsNotLearned() {
    create("job", "told", 300);
    advance(299);
    long before = calls.get("job").size();
    advance(2);
    var unused = cache.refresh("job");
    time.turn();
    assertThat(calls.get("job")).hasSizeBetween((int) before + 1, (int) before + 2);
    assertThat(cache.get("job").isTerminal()).isTrue();
    assertThat(learned("told").seen()).isLessThanOrEqualTo(calls.get("job").size() - before - 1);
  }

  @Test
  void itemsOwnPeriodGoesBefore() {
    cache.getOrCreate(new Task("own", "own", 0, false, Duration.ofSeconds(7)));
    advance(600);
    List<Double> intervals = intervals("own");
    assertThat(intervals.subList(1, intervals.size()))
        .allSatisfy(it -> assertThat(it).isCloseTo(7, within(0.01)));
    assertThat(cache.stats().callsSaved()).isCloseTo(0, within(0.001));
  }

  @Test
  void failedItemBacksOffAsEver() {
    create("job", "ten", NEVER);
    advance(600);
    down = true;
    int before = calls.get("job").size();
    advance(320);
    List<Double> failed = calls.get("job").subList(before, calls.get("job").size());
    assertThat(failed.get(1) - failed.get(0)).isCloseTo(1, within(0.01));
    assertThat(failed.get(2) - failed.get(1)).isCloseTo(2, within(0.01));
  }

  @Test
  void nothingIsLearnedInAnOutageAndAllGoesOnAfterIt() {
    runTenMinuteJobs("warm", 2_000);
    KindCadence before = learned("ten");
    down = true;
    int callsBefore = made;
    advance(600);
    assertThat(made - callsBefore).isLessThan(200);
    assertThat(learned("ten").seen()).isEqualTo(before.seen());
    down = false;
    advance(700);
    Cost cost = costOfTenMinuteJobs("after", 1_000);
    assertThat(cost.calls()).isLessThan(7);
    assertThat(cost.lateness()).isBetween(9.0, 17.0);
  }

  /** Steered by what passes, s would fall, more be demanded, and all be stretched even more. */
  @Test
  void stretchDoesNotMakeItDemandMore() {
    double free = demandedOfFiveHundred(1_000);
    double stretched = demandedOfFiveHundred(4);
    assertThat(stretched).isCloseTo(free, within(0.25 * free));
    assertThat(cache.stats().stretch()).isGreaterThan(2);
  }

  /** Items that change at random, once in ten minutes, and go on; calls a second. */
  private double demandedOfFiveHundred(double tps) {
    Map<String, Double> changesAt = new HashMap<>();
    cache =
        builder()
            .rateLimit(tps, 10)
            .build(
                task -> {
                  double next = changesAt.getOrDefault(task.id(), 0.0);
                  if (now() < next) {
                    return task;
                  }
                  changesAt.put(task.id(), now() - 600 * Math.log(1 - random.nextDouble()));
                  return task.next(false);
                });
    cache.start();
    for (int i = 0; i < 500; i++) {
      cache.getOrCreate(new Task("t" + i, null));
    }
    advance(3 * 3_600);
    return cache.stats().saturation() * tps;
  }

  @Test
  void batchesLearnToo() {
    cache = builder().buildBatched(10, this::syncAll);
    cache.start();
    runTenMinuteJobs("warm", 2_000);
    Cost cost = costOfTenMinuteJobs("job", 600);
    assertThat(cost.calls()).isLessThan(6);
    assertThat(cost.lateness()).isBetween(9.0, 16.0);
  }

  private Collection<SyncResult<Task>> syncAll(List<Task> tasks) {
    List<SyncResult<Task>> results = new ArrayList<>();
    for (Task task : tasks) {
      Task answer = sync(task);
      results.add(
          answer.equals(task)
              ? SyncResult.unchanged(task.id())
              : made % 2 == 0 ? SyncResult.updated(answer) : SyncResult.deleted(task.id()));
    }
    return results;
  }

  @Test
  void retuneOfThePeriodChangesHowLateChangesAreFound() {
    runTenMinuteJobs("warm", 2_000);
    cache.retune(settings -> settings.withResyncPeriod(Duration.ofSeconds(10)));
    runTenMinuteJobs("settling", 1_000);
    assertThat(costOfTenMinuteJobs("job", 600).lateness()).isBetween(2.5, 6.0);
    assertThatThrownBy(() -> cache.retune(settings -> settings.withCadence(Cadence.FIXED)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cadence must stay Learned");
  }

  @Test
  void whatWasLearnedOutlastsAStop() {
    runTenMinuteJobs("warm", 1_000);
    KindCadence before = learned("ten");
    cache.stop();
    advance(3_600);
    assertThat(learned("ten")).isEqualTo(before);
    cache.start();
    advance(700);
    assertThat(costOfTenMinuteJobs("job", 600).calls()).as("of 20").isLessThan(9);
  }

  @Test
  void itemsWhoseKindThrowsAreOfTheKindNull() {
    Object broken =
        new Object() {
          @Override
          public int hashCode() {
            throw new IllegalStateException("no hash code");
          }
        };
    for (int i = 0; i < 500; i++) {
      create("job" + i, broken, 540 + 120 * random.nextDouble());
      advance(3);
    }
    assertThat(cache.cadenceByKind()).hasSize(1);
    assertThat(learned(null).seen()).isGreaterThan(200);
    assertThat(cache.stats().failed()).isZero();
  }

  /** Set forward and back by hours: the other half of the time is what counts. */
  @Test
  void wallClockThatJumpsIsNotLearnedFrom() {
    Duration[] ahead = {Duration.ZERO};
    TimeSource jumping =
        new TimeSource() {
          @Override
          public long nanos() {
            return time.elapsed().toNanos();
          }

          @Override
          public Instant instant() {
            return time.instant().plus(ahead[0]);
          }
        };
    start(builder -> builder.time(jumping));
    runTenMinuteJobs("warm", 1_500);
    ahead[0] = Duration.ofHours(5);
    runTenMinuteJobs("ahead", 300);
    ahead[0] = Duration.ofHours(-5);
    runTenMinuteJobs("behind", 300);
    assertThat(learned("ten").medianToChange())
        .isBetween(Duration.ofSeconds(560), Duration.ofSeconds(640));
    Cost cost = costOfTenMinuteJobs("job", 600);
    assertThat(cost.calls()).isLessThan(6);
    assertThat(cost.lateness()).isBetween(9.0, 16.0);
  }

  /** Whatever is learned: kinds that mean nothing, changes at any age, some that never come. */
  @Test
  void noIntervalLeavesTheBounds() {
    for (int i = 0; i < 2_000; i++) {
      double takes = Math.pow(10, -1 + 5 * random.nextDouble());
      create("job" + i, random.nextInt(5), random.nextInt(10) == 0 ? NEVER : takes);
      if (random.nextInt(20) == 0) {
        chatty.add("job" + i);
      }
      advance(10 * random.nextDouble());
    }
    for (String id : calls.keySet()) {
      List<Double> intervals = intervals(id);
      for (int i = 0; i < intervals.size(); i++) {
        assertThat(intervals.get(i)).as(id).isBetween(i == 0 ? 0.0 : 0.999, 300.01);
      }
    }
  }
}
