package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.FirstSync;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.SyncResult;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.spi.MeasuredIntervals;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * More is demanded of two replicas than the rate permits: one factor for all items, and no standing
 * backlog. Time is moved by hand, for Redis too.
 */
@NeedsRedis
@Tag("long")
class SharedStretchTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final RedisServer redis = RedisServer.start();
  private final LettuceConnectionFactory connections = redis.connect();
  private final SteppedTime time = new SteppedTime();
  private final LongSupplier clock = HandTime.exactly(time::elapsed);
  private final List<Member> members = new ArrayList<>();
  private final MeasuredIntervals intervals = new MeasuredIntervals();
  private long calls;
  private double tps;
  private int batch = 1;
  private Duration period = Duration.ofSeconds(60);

  @AfterEach
  void close() {
    members.forEach(member -> member.cache.close());
    connections.destroy();
    redis.close();
  }

  private final class Member {
    final SteppedStores stores =
        new SteppedStores(
            RedisItemStores.of(
                connections, RedisStoreSettings.of("stretch"), ItemCodec.json(Job.class)),
            clock);
    final AutoRefreshCache<Job> cache;

    Member() {
      AutoRefreshCacheBuilder builder =
          time.cache("jobs")
              .rateLimit(tps, 10)
              .resyncPeriod(period)
              .firstSync(FirstSync.SCHEDULED)
              .store(stores);
      cache = batch == 1 ? builder.build(this::sync) : builder.buildBatched(batch, this::syncAll);
      cache.start();
    }

    private Collection<SyncResult<Job>> syncAll(List<Job> jobs) {
      return jobs.stream().map(job -> SyncResult.updated(sync(job))).toList();
    }

    private Job sync(Job job) {
      calls++;
      intervals.begins(job.id(), time.elapsed().toNanos() / 1e9);
      return job;
    }
  }

  private void start(int replicas) {
    for (int i = 0; i < replicas; i++) {
      members.add(new Member());
    }
  }

  private void create(String prefix, int count, Duration own) {
    for (int i = 0; i < count; i++) {
      Job job = Job.of(prefix + i);
      members.get(i % members.size()).cache.getOrCreate(own == null ? job : job.every(own));
    }
    awaitSameCopies();
  }

  private void awaitSameCopies() {
    long most = members.stream().mapToLong(member -> member.cache.size()).max().orElseThrow();
    await().until(() -> members.stream().allMatch(member -> member.cache.size() == most));
  }

  /** Returns the greatest lag that was seen. */
  private Duration advance(int seconds) {
    Duration lag = Duration.ZERO;
    for (int i = 0; i < seconds; i++) {
      time.advance(SECOND);
      for (Member member : members) {
        member.stores.heartbeat();
        Duration now = member.cache.stats().lag();
        lag = now.compareTo(lag) > 0 ? now : lag;
      }
    }
    return lag;
  }

  private void assertMeans(double quick, double slow) {
    assertThat(intervals.mean("quick")).isBetween(quick * 0.9, quick * 1.1);
    assertThat(intervals.mean("slow")).isBetween(slow * 0.9, slow * 1.1);
  }

  private void assertStretch(double expected, double tolerance) {
    assertThat(members)
        .extracting(member -> member.cache.stats().stretch())
        .allSatisfy(stretch -> assertThat(stretch).isCloseTo(expected, within(tolerance)));
  }

  @Test
  void shortAndLongPeriodsAreStretchedByOneFactorAndNothingIsLate() {
    tps = 15;
    start(2);
    create("slow", 1_000, null);
    create("quick", 25, Duration.ofSeconds(2));
    advance(120);
    intervals.forget();
    calls = 0;
    Duration late = advance(240);
    assertMeans(3.9, 117);
    assertThat(late).isLessThan(SECOND.multipliedBy(2));
    assertStretch(1.94, 0.2);
    assertThat(calls)
        .as("permits used")
        .isBetween((long) (0.98 * tps * 240), (long) (tps * 240) + 10);
  }

  @Test
  void batchesAreStretchedByWhatACallCanTake() {
    tps = 5;
    batch = 8;
    start(2);
    create("slow", 1_500, Duration.ofSeconds(30));
    create("quick", 60, Duration.ofSeconds(2)); // 80 items a second, of which 40 can be synced
    advance(90);
    intervals.forget();
    Duration late = advance(120);
    assertMeans(4, 60);
    assertThat(late).isLessThan(SECOND.multipliedBy(2));
    assertStretch(2, 0.2);
  }

  @Test
  void replicasThatComeAndGoChangeNothing() {
    tps = 30;
    start(1);
    create("slow", 1_000, Duration.ofSeconds(20));
    create("quick", 20, Duration.ofSeconds(2));
    advance(60);
    intervals.forget();
    start(2);
    awaitSameCopies();
    advance(30);
    members.remove(0).cache.close();
    Duration late = advance(60);
    assertThat(intervals.mean("quick")).isBetween(4 * 0.9, 4 * 1.1);
    assertThat(late).isLessThan(SECOND.multipliedBy(2));
    assertStretch(2, 0.2);
  }

  @Test
  void retuneHoldsForIntervalsUnderWay() {
    tps = 6;
    period = Duration.ofSeconds(40);
    start(2);
    create("job", 480, null);
    advance(120);
    assertStretch(2, 0.1);
    members.get(1).cache.retune(settings -> settings.withResyncPeriod(Duration.ofSeconds(20)));
    advance(100);
    assertStretch(4, 0.2);
    intervals.forget();
    Duration late = advance(100);
    assertThat(intervals.mean("job")).isBetween(80 * 0.9, 80 * 1.1);
    assertThat(late).isLessThan(SECOND.multipliedBy(2));
    members.get(0).cache.retune(settings -> settings.withTps(60));
    advance(3);
    assertStretch(1, 0.05);
    advance(25);
    intervals.forget();
    advance(45);
    assertThat(intervals.byId()).hasSize(480);
    assertThat(intervals.mean("job")).isBetween(19.9, 20.2);
  }

  @Test
  void lossOfAllThatRedisHeldLeavesIntervalsAsLong() {
    tps = 30;
    start(2);
    create("slow", 1_000, Duration.ofSeconds(20));
    create("quick", 20, Duration.ofSeconds(2));
    advance(60);
    double before = intervals.mean("slow");
    intervals.forget();
    redis.run("FLUSHALL");
    await().until(() -> restored() == 1_020);
    await().until(() -> members.stream().allMatch(each -> each.stores.heartbeatIsAnswered()));
    advance(60);
    assertThat(intervals.mean("slow")).isCloseTo(before, within(0.15 * before));
    intervals.forget();
    advance(30);
    assertThat(intervals.mean("quick")).isBetween(4 * 0.9, 4 * 1.1);
    assertStretch(2, 0.2);
  }

  private long restored() {
    return members.stream().mapToLong(member -> member.cache.stats().restored()).sum();
  }
}
