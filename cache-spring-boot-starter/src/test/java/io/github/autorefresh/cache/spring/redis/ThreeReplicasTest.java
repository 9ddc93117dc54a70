package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spi.ChangeSink;
import io.github.autorefresh.cache.spi.ControlSink;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.spi.StoreContext;
import io.github.autorefresh.cache.spi.TimeSource;
import io.github.autorefresh.cache.spring.redis.ExternalService.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Three replicas as processes over one Redis, some of which are killed, frozen and started again.
 * What happened is told by the log of the external service; and a fourth, which syncs nothing,
 * watches that no item ever goes back to an older state.
 */
@NeedsRedis
@Tag("long")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class ThreeReplicasTest {

  private static final int ITEMS = 60;
  private static final long WORK_MILLIS = 400;

  /** What a loaded machine may add to any delay. */
  private static final Duration GRACE = Duration.ofSeconds(6);

  private static final CacheSettings SETTINGS =
      CacheSettings.defaults().withResyncPeriod(ReplicaProcess.PERIOD).withTps(1000).withBurst(100);

  private final RedisServer redis = RedisServer.start();
  private final LettuceConnectionFactory connections = redis.connect();
  private final ExternalService service = new ExternalService(WORK_MILLIS);
  private final List<ReplicaProcess> replicas = new ArrayList<>();
  private final List<String> steppedBack = new CopyOnWriteArrayList<>();
  private ItemStore<Job> watcher;

  @BeforeAll
  static void waitLong() {
    Awaitility.setDefaultTimeout(90, TimeUnit.SECONDS);
  }

  @AfterAll
  static void waitAsUsual() {
    Awaitility.reset();
  }

  @BeforeEach
  void startThree() {
    watcher =
        RedisItemStores.of(connections, ReplicaProcess.SETTINGS, ItemCodec.json(Job.class))
            .create(
                new StoreContext<>(
                    "jobs",
                    SETTINGS,
                    new NoLimit(),
                    TimeSource.system(),
                    new Watching(),
                    ControlSink.NONE));
    watcher.open();
    for (int i = 0; i < ITEMS; i++) {
      Job job = Job.of("job-" + i);
      assertThat(watcher.reserve(job.id())).isNull();
      watcher.fulfil(job.id(), job, ItemPeriod.OF_CACHE, 0);
    }
    for (String name : List.of("one", "two", "three")) {
      replicas.add(start(name));
    }
    await().until(() -> everyReplicaCalledSince(0));
    letEveryItemBeSyncedTwice(); // whatever happens, it is not to the first sync of an item
  }

  @AfterEach
  void end() {
    replicas.forEach(ReplicaProcess::close);
    watcher.close();
    connections.destroy();
    service.close();
    redis.close();
  }

  private ReplicaProcess start(String name) {
    return new ReplicaProcess(name, redis.port, service.port());
  }

  private boolean everyReplicaCalledSince(int from) {
    List<Call> log = service.log();
    return log.subList(from, log.size()).stream().map(call -> call.replica).distinct().count()
        == replicas.size();
  }

  private boolean everyItemWasCalledSince(int from) {
    List<Call> log = service.log();
    return log.subList(from, log.size()).stream().map(call -> call.id).distinct().count() == ITEMS;
  }

  /** Waits until the replica has calls under way, then does this, and returns those calls. */
  private List<Call> during(ReplicaProcess replica, Runnable deed) {
    await().until(() -> service.underWay(replica.name, System.nanoTime()).size() >= 2);
    deed.run();
    long done = System.nanoTime();
    List<Call> underWay = service.underWay(replica.name, done);
    assertThat(underWay)
        .as("calls under way when it happened: else nothing is proved")
        .isNotEmpty();
    return underWay;
  }

  /** Each was called again, by another, within the lease and a period. */
  private void assertThatOthersTookOver(List<Call> abandoned, String dead) {
    for (Call lost : abandoned) {
      await().until(() -> callAfter(lost) != null);
      Call next = callAfter(lost);
      assertThat(next.replica).isNotEqualTo(dead);
      assertThat(Duration.ofNanos(next.start - lost.start))
          .as(lost + " was taken over")
          .isLessThan(ReplicaProcess.LEASE.plus(ReplicaProcess.PERIOD).plus(GRACE));
    }
  }

  private Call callAfter(Call call) {
    return service.log().stream()
        .filter(other -> other.id.equals(call.id) && other.start - call.start > 0)
        .findFirst()
        .orElse(null);
  }

  @Test
  void killedReplicaLosesNoItem() {
    List<Call> abandoned = during(replicas.get(0), replicas.get(0)::kill);
    replicas.remove(0);
    assertThatOthersTookOver(abandoned, "one");
    letEveryItemBeSyncedTwice();
    assertThatNoItemWasMissedOrCalledTwice(abandoned);
    assertThat(watcher.size()).isEqualTo(ITEMS);
  }

  @Test
  void frozenReplicaIsRelievedAndItsLateResultsAreRefused() {
    ReplicaProcess frozen = replicas.get(1);
    List<Call> abandoned = during(frozen, frozen::freeze);
    assertThatOthersTookOver(abandoned, "two");
    for (Call lost : abandoned) {
      await().until(() -> watcher.find(lost.id).version() > lost.count);
    }
    int before = service.log().size();
    frozen.thaw();
    await().until(() -> calledSince("two", before));
    letEveryItemBeSyncedTwice();
    assertThat(steppedBack).isEmpty();
    for (Call lost : abandoned) {
      assertThat(watcher.find(lost.id).version()).isGreaterThan(lost.count);
    }
    List<Call> disturbed = new ArrayList<>(abandoned);
    disturbed.addAll(firstOfEachItem("two", before));
    assertThatNoItemWasMissedOrCalledTwice(disturbed);
  }

  /**
   * The first call of each item that the replica has made since then. Once thawed, it may end a
   * claim from before it was frozen: that call reaches the service up to a lease late, and the next
   * is due a period after the claim.
   */
  private List<Call> firstOfEachItem(String replica, int from) {
    List<Call> log = service.log();
    Map<String, Call> first = new LinkedHashMap<>();
    log.subList(from, log.size()).stream()
        .filter(call -> call.replica.equals(replica))
        .forEach(call -> first.putIfAbsent(call.id, call));
    return List.copyOf(first.values());
  }

  @Test
  void itemsOutliveTheEndOfAllReplicas() {
    assertThat(during(replicas.get(2), replicas.get(2)::kill)).isNotEmpty();
    replicas.get(1).kill();
    replicas.get(0).kill();
    replicas.clear();
    int before = service.log().size();
    for (String name : List.of("four", "five", "six")) {
      replicas.add(start(name));
    }
    await().until(() -> everyItemWasCalledSince(before));
    assertThat(watcher.size()).isEqualTo(ITEMS);
    assertThat(steppedBack).isEmpty();
  }

  @Test
  void rateHoldsForTheClusterAndIsReached() {
    double tps = 20;
    int burst = 20;
    watcher.retune(SETTINGS.withTps(tps).withBurst(burst)); // the items demand 30 a second
    long from = System.nanoTime();
    await()
        .until(() -> System.nanoTime() - from > TimeUnit.SECONDS.toNanos(5)); // the burst is used
    int begun = service.log().size();
    long start = System.nanoTime();
    await().until(() -> service.log().size() - begun >= 400);
    double seconds = (System.nanoTime() - start) / 1e9;
    int calls = service.log().size() - begun;
    assertThat(calls / seconds).isBetween(0.99 * tps, 1.01 * tps + burst / seconds);
    assertThat(service.since(from).size())
        .isLessThanOrEqualTo((int) (burst + tps * (System.nanoTime() - from) / 1e9) + 1);
  }

  private boolean calledSince(String replica, int from) {
    List<Call> log = service.log();
    return log.subList(from, log.size()).stream().anyMatch(call -> call.replica.equals(replica));
  }

  private void letEveryItemBeSyncedTwice() {
    for (int i = 0; i < 2; i++) {
      int before = service.log().size();
      await().until(() -> everyItemWasCalledSince(before));
    }
  }

  /**
   * @param disturbed calls whose replica was killed or frozen: what came before and after them may
   *     overlap or follow early
   */
  private void assertThatNoItemWasMissedOrCalledTwice(List<Call> disturbed) {
    Duration longest = ReplicaProcess.LEASE.plus(ReplicaProcess.PERIOD).plus(GRACE);
    Duration shortest = ReplicaProcess.PERIOD.dividedBy(2);
    for (Map.Entry<String, List<Call>> item : service.byItem().entrySet()) {
      List<Call> calls = item.getValue();
      for (int i = 2; i < calls.size(); i++) { // the first interval is shortened, to spread items
        Call previous = calls.get(i - 1);
        Call call = calls.get(i);
        Duration gap = Duration.ofNanos(call.start - previous.start);
        assertThat(gap).as("between %s and %s", previous, call).isLessThan(longest);
        if (!disturbed.contains(previous) && !disturbed.contains(call)) {
          assertThat(gap).as("between %s and %s", previous, call).isGreaterThan(shortest);
          assertThat(call.start - previous.end)
              .as("%s and %s must not overlap", previous, call)
              .isPositive();
        }
      }
    }
  }

  private final class Watching implements ChangeSink<Job> {
    @Override
    public void created(String id, Job item) {}

    @Override
    public void updated(String id, Job previous, Job current, boolean terminal) {
      if (current.version() < previous.version()) {
        steppedBack.add(previous + " to " + current);
      }
    }

    @Override
    public void removed(String id, Job item, RemovalCause cause) {
      steppedBack.add(item + " was removed: " + cause);
    }
  }

  private static final class NoLimit implements RateLimiter {
    @Override
    public int take(int max) {
      return max;
    }

    @Override
    public long reserve() {
      return 0;
    }

    @Override
    public double tps() {
      return Double.POSITIVE_INFINITY;
    }

    @Override
    public int burst() {
      return 1;
    }

    @Override
    public void retune(double tps, int burst) {}
  }
}
