package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.KindCadence;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A cadence that two replicas learn. Time is moved by hand, for Redis too. */
@NeedsRedis
@ExtendWith(OutputCaptureExtension.class)
class SharedCadenceTest {

  private static final Duration STEP = Duration.ofSeconds(1);
  private static final Duration PERIOD = Duration.ofSeconds(30);
  private static final int STEPS_PER_JOB = 2;
  private static final double NEVER = 1e12;

  private final RedisServer redis = RedisServer.start();
  private final LettuceConnectionFactory connections = redis.connect();
  private final SteppedTime time = new SteppedTime();
  private final SplittableRandom random = new SplittableRandom(5);
  private final List<Member> members = new ArrayList<>();
  private final Map<String, Timing> jobs = new HashMap<>();
  private boolean down;

  @AfterEach
  void close() {
    members.forEach(member -> member.cache.close());
    connections.destroy();
    redis.close();
  }

  /** A job, as {@link io.github.autorefresh.cache.spring.redis.JacksonItemCodec} writes it. */
  record Task(String id, boolean isTerminal, @Nullable Duration resyncPeriod) implements CacheItem {
    @Override
    public Object cadenceKind() {
      return "ten minutes";
    }
  }

  /** When a job begins and ends, and at which ages it was asked about; in seconds. */
  private record Timing(double begins, double ends, List<Double> callsAt) {
    long callsBetween(double from, double to) {
      return callsAt.stream().filter(at -> at >= from && at < to).count();
    }
  }

  private final class Member {
    final SteppedStores stores =
        new SteppedStores(
            RedisItemStores.of(
                connections, RedisStoreSettings.of("cadence"), ItemCodec.json(Task.class)),
            time);
    final AutoRefreshCache<Task> cache;

    Member() {
      cache =
          time.cache("tasks")
              .resyncPeriod(PERIOD)
              .learnedCadence(Duration.ofSeconds(1), PERIOD.multipliedBy(10))
              .unlimited()
              .store(stores)
              .build(this::sync);
      cache.start();
      members.add(this);
    }

    private Task sync(Task task) {
      Timing timing = jobs.get(task.id());
      timing.callsAt.add(now() - timing.begins);
      if (down) {
        throw new IllegalStateException("down");
      }
      return now() < timing.ends ? task : new Task(task.id(), true, null);
    }

    KindCadence learned() {
      return cache.cadenceByKind().stream()
          .filter(kind -> kind.kind() != null)
          .findFirst()
          .orElseThrow();
    }
  }

  private double now() {
    return time.elapsed().toNanos() / 1e9;
  }

  private void advance(int steps) {
    for (int i = 0; i < steps; i++) {
      time.advance(STEP);
      members.forEach(member -> member.stores.heartbeat());
    }
  }

  /** So many jobs that take 10 min ± 10%, one after the other, until all have ended. */
  private List<Timing> run(String prefix, int count) {
    List<Timing> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double takes = 540 + 120 * random.nextDouble();
      some.add(create(members.get(i % members.size()), prefix + i, takes, null));
      advance(STEPS_PER_JOB);
    }
    advance(700);
    return some;
  }

  private Timing create(Member member, String id, double takes, @Nullable Duration period) {
    Timing timing = new Timing(now(), now() + takes, new ArrayList<>());
    jobs.put(id, timing);
    member.cache.getOrCreate(new Task(id, false, period));
    return timing;
  }

  private static double perJob(List<Timing> some, double from, double to) {
    return (double) some.stream().mapToLong(job -> job.callsBetween(from, to)).sum() / some.size();
  }

  private static Duration nextAt(KindCadence learned, Duration age) {
    return learned.nextSyncs().stream()
        .filter(next -> next.age().compareTo(age) <= 0)
        .reduce((before, after) -> after)
        .orElseThrow()
        .interval();
  }

  @Tag("long")
  @Test
  void jobsOfTenMinutesAreLeftAloneUntilTheyAreLikelyToEnd(CapturedOutput output) {
    Member one = new Member();
    Member two = new Member();
    run("warm", 500);
    long learnedByOne = one.learned().seen();
    assertThat(learnedByOne).isBetween(20L, 480L);
    assertThat(two.learned().seen()).as("each learns from its share").isEqualTo(500 - learnedByOne);

    List<Timing> some = run("job", 100);
    assertThat(perJob(some, 1, 400)).as("of 13 with a fixed cadence").isLessThan(5);
    assertThat(perJob(some, 1, 700)).as("of 20").isLessThan(12);
    assertThat(perJob(some, 500, 700) / 200)
        .as("calls a second towards the end, and before")
        .isGreaterThan(2 * perJob(some, 1, 400) / 400);
    assertThat(members)
        .allSatisfy(
            member -> {
              assertThat(member.cache.stats().callsSaved()).isGreaterThan(0.3);
              assertThat(nextAt(member.learned(), Duration.ofMinutes(2))).isGreaterThan(PERIOD);
              assertThat(nextAt(member.learned(), Duration.ofMinutes(9))).isLessThan(PERIOD);
            });
    assertThat(output).doesNotContain("cannot learn");

    Member three = new Member();
    assertThat(three.cache.stats().callsSaved()).as("who starts anew learns anew").isZero();
    assertThat(three.cache.cadenceByKind()).allSatisfy(kind -> assertThat(kind.seen()).isZero());
  }

  @Test
  void whatALearnedCadenceLeavesAloneIsAsEver() {
    Member one = new Member();
    run("warm", 200);
    Timing own = create(one, "own", NEVER, Duration.ofSeconds(7));
    advance(120);
    assertThat(own.callsBetween(10, 115)).as("of an item on its own period").isBetween(14L, 16L);
    assertThat(one.cache.delete("own")).isTrue();

    KindCadence before = one.learned();
    create(one, "told", 61, null);
    advance(60);
    time.pass(Duration.ofSeconds(2)); // in which nothing can find it by the clock
    var unused = one.cache.refresh("told");
    advance(1);
    assertThat(one.cache.get("told").isTerminal()).isTrue();
    assertThat(one.learned().seen()).as("a refresh is no event").isEqualTo(before.seen());

    one.cache.stop();
    advance(10);
    one.cache.start();
    assertThat(one.learned().seen()).as("a stop forgets nothing").isEqualTo(before.seen());

    Timing fails = create(one, "fails", NEVER, null);
    advance(400);
    down = true;
    int calls = fails.callsAt.size();
    advance(320);
    List<Double> failed = fails.callsAt.subList(calls, fails.callsAt.size());
    assertThat(failed.get(2) - failed.get(0)).as("two backoffs, of 1 and 2 s").isLessThan(5);
  }
}
