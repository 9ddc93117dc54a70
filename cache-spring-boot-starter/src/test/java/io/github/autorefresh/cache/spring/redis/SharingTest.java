package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.FirstSync;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spi.Cluster;
import io.github.autorefresh.cache.spi.Clustered;
import io.github.autorefresh.cache.spi.ProcessName;
import io.github.autorefresh.cache.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What holds between replicas that are all well. */
@NeedsRedis
@ExtendWith(OutputCaptureExtension.class)
class SharingTest {

  private static RedisServer redis;

  private final Replicas replicas = new Replicas(redis);
  private final AtomicInteger calls = new AtomicInteger();

  @BeforeAll
  static void startRedis() {
    redis = RedisServer.start();
  }

  @AfterAll
  static void endRedis() {
    redis.close();
  }

  @AfterEach
  void closeReplicas() {
    replicas.close();
  }

  private Job next(Job job) {
    calls.incrementAndGet();
    return job.next();
  }

  private AutoRefreshCache<Job> startedWithoutAFirstSync() {
    AutoRefreshCache<Job> cache =
        replicas.add(
            this::next,
            ItemCodec.json(Job.class),
            builder -> builder.firstSync(FirstSync.SCHEDULED));
    cache.start();
    return cache;
  }

  private AutoRefreshCache<Job> started() {
    AutoRefreshCache<Job> cache = replicas.add(this::next);
    cache.start();
    return cache;
  }

  @Test
  void idThatRedisWouldTakeForAnotherIsRefused() {
    AutoRefreshCache<Job> one = startedWithoutAFirstSync();
    AutoRefreshCache<Job> two = startedWithoutAFirstSync();
    for (String id : List.of("", " ", "\0", "\n", "?", "{a}", "*", "\ud83d\ude42")) {
      one.getOrCreate(Job.of(id));
      await().until(() -> two.get(id) != null);
    }
    for (String unpaired : List.of("\ud800", "a\udc00", "\ude42\ud83d")) {
      assertThatThrownBy(() -> one.getOrCreate(Job.of(unpaired)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("unpaired surrogates");
      assertThat(one.delete(unpaired)).isFalse();
    }
    assertThat(one.size()).isEqualTo(8);
    assertThat(two.size()).isEqualTo(8);
  }

  @Test
  void itemOfOneReplicaIsReadOnAnotherAndSyncedOnce() {
    AutoRefreshCache<Job> one = started();
    AutoRefreshCache<Job> two = started();
    one.getOrCreate(Job.of("a"));
    await().until(() -> two.get("a") != null && two.get("a").version() == 1);
    await().until(() -> one.get("a").version() == 1);
    assertThat(calls).hasValue(1);
    assertThat(two.entry("a").lastSyncedAt()).isEqualTo(one.entry("a").lastSyncedAt());
  }

  @Test
  void whatIsThereIsLocalWhenStartReturns() {
    AutoRefreshCache<Job> one = replicas.add(this::next);
    for (int i = 0; i < 700; i++) {
      one.getOrCreate(Job.of("job-" + i));
    }
    one.delete("job-7");
    AutoRefreshCache<Job> two = started();
    assertThat(two.size()).isEqualTo(699);
    assertThat(two.get("job-7")).isNull();
  }

  @Test
  void removalReachesEveryReplica() {
    AutoRefreshCache<Job> one = started();
    AutoRefreshCache<Job> two = started();
    one.getOrCreate(Job.of("a"));
    await().until(() -> two.get("a") != null);
    assertThat(two.delete("a")).isTrue();
    await().until(() -> one.get("a") == null);
    assertThat(one.delete("a")).isFalse();
  }

  @Test
  void getOrCreateAsksForWhatHasNotArrivedYet() {
    AutoRefreshCache<Job> one = replicas.add(this::next);
    AutoRefreshCache<Job> two = replicas.add(this::next);
    one.getOrCreate(Job.of("a").next());
    assertThat(two.get("a")).isNull();
    assertThat(two.getOrCreate(Job.of("a"))).isEqualTo(Job.of("a").next());
    assertThat(two.get("a")).isEqualTo(Job.of("a").next());
  }

  @Test
  void creatorRunsOnceInTheCluster() throws Exception {
    AutoRefreshCache<Job> one = started();
    AutoRefreshCache<Job> two = started();
    CountDownLatch creating = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Job> first =
        CompletableFuture.supplyAsync(
            () ->
                one.getOrCreate(
                    "a",
                    id -> {
                      creating.countDown();
                      awaitQuietly(go);
                      return Job.of(id).next();
                    }));
    assertThat(creating.await(30, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Job> second =
        CompletableFuture.supplyAsync(
            () ->
                two.getOrCreate(
                    "a",
                    id -> {
                      throw new AssertionError("created twice");
                    }));
    assertThat(two.get("a")).isNull();
    assertThat(two.delete("a")).isFalse();
    go.countDown();
    assertThat(first.get(30, TimeUnit.SECONDS).id()).isEqualTo("a");
    assertThat(second.get(30, TimeUnit.SECONDS).version()).isGreaterThanOrEqualTo(1);
  }

  @Test
  void failedCreatorLetsTheNextReplicaTry() {
    AutoRefreshCache<Job> one = started();
    AutoRefreshCache<Job> two = started();
    assertThatThrownBy(
            () ->
                one.getOrCreate(
                    "a",
                    id -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    assertThat(two.getOrCreate(Job.of("a"))).isEqualTo(Job.of("a"));
  }

  @Test
  void whoWaitsTooLongForAnotherCreatorIsTold() {
    replicas.settings = replicas.settings.withCreateTimeout(Duration.ofSeconds(2));
    AutoRefreshCache<Job> one = started();
    AutoRefreshCache<Job> two = started();
    one.getOrCreate(
        "a",
        id -> {
          assertThatThrownBy(() -> two.getOrCreate(Job.of("a")))
              .isInstanceOf(CacheUnavailableException.class)
              .hasMessageContaining("\"a\"")
              .hasMessageContaining("PT2S");
          return Job.of("a");
        });
  }

  @Test
  void creatorThatTakesLongerThanItsLeaseKeepsItsReservation() {
    replicas.settings = replicas.settings.withCreateTimeout(Duration.ofSeconds(4));
    AutoRefreshCache<Job> one = started();
    AutoRefreshCache<Job> two = started();
    Job made =
        one.getOrCreate(
            "a",
            id -> {
              // The lease is a second: the other replica waits out its patience of four in vain.
              assertThatThrownBy(() -> two.getOrCreate(Job.of("a").next()))
                  .isInstanceOf(CacheUnavailableException.class);
              return Job.of("a");
            });
    assertThat(made.version()).isZero();
  }

  @Test
  void refreshCompletesWithASyncOnAnotherReplica() {
    AutoRefreshCache<Job> reader = replicas.add(this::next);
    AutoRefreshCache<Job> worker = started();
    reader.start();
    reader.getOrCreate(Job.of("a"));
    await().until(() -> reader.get("a").version() == 1);
    reader.stop();
    assertThat(reader.refresh("a"))
        .succeedsWithin(Duration.ofSeconds(30))
        .extracting(Job::version)
        .isEqualTo(2);
    await().until(() -> worker.get("a").version() == 2); // it may hear of its own commit later
  }

  @Test
  void refreshFailsWithTheFailureOfAnotherReplica() {
    AutoRefreshCache<Job> reader = replicas.add(this::next);
    AutoRefreshCache<Job> worker =
        replicas.add(
            job -> {
              throw new IllegalStateException("down");
            });
    reader.getOrCreate(Job.of("a"));
    reader.start();
    await().until(() -> reader.get("a").version() == 1);
    reader.stop();
    worker.start();
    assertThat(reader.refresh("a"))
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .withMessageContaining("down");
    assertThat(reader.entry("a").lastError()).hasMessageContaining("down");
  }

  @Test
  void listenersHearOfChangesOnEveryReplica() {
    List<String> heard = new CopyOnWriteArrayList<>();
    AutoRefreshCache<Job> one = startedWithoutAFirstSync();
    AutoRefreshCache<Job> two = startedWithoutAFirstSync();
    two.addListener(
        new CacheListener<Job>() {
          @Override
          public void onCreated(Job item) {
            heard.add("created");
          }

          @Override
          public void onUpdated(Job previous, Job current) {
            heard.add("updated");
          }

          @Override
          public void onRemoved(Job item, RemovalCause cause) {
            heard.add("removed " + cause);
          }
        });
    one.getOrCreate(Job.of("a"));
    await().until(() -> heard.contains("created")); // else it may hear of the latest state only
    assertThat(one.refresh("a")).succeedsWithin(Duration.ofSeconds(30));
    await().until(() -> heard.contains("updated"));
    one.delete("a");
    await().until(() -> heard.contains("removed DELETED"));
    assertThat(heard).containsExactly("created", "updated", "removed DELETED");
  }

  @Test
  void retuneAndPauseHoldForEveryReplica() {
    AutoRefreshCache<Job> one = started();
    AutoRefreshCache<Job> two = started();
    one.retune(settings -> settings.withResyncPeriod(Duration.ofMinutes(3)));
    await().until(() -> two.settings().resyncPeriod().equals(Duration.ofMinutes(3)));
    two.pause();
    await().until(one::isPaused);
    AutoRefreshCache<Job> three = started();
    assertThat(three.isPaused()).isTrue();
    assertThat(three.settings().resyncPeriod()).isEqualTo(Duration.ofMinutes(3));
    three.resume();
    await().until(() -> !one.isPaused() && !two.isPaused());
  }

  private AutoRefreshCache<Job> startedWithTps(double tps) {
    AutoRefreshCache<Job> cache =
        replicas.add(
            this::next,
            ItemCodec.json(Job.class),
            builder -> builder.rateLimit(tps, 7).resyncPeriod(Duration.ofMinutes(9)));
    cache.start();
    return cache;
  }

  @Test
  void storedSettingsWinOverThoseOfAReplicaThatStarts(CapturedOutput output) {
    AutoRefreshCache<Job> one = startedWithTps(30);
    AutoRefreshCache<Job> two = startedWithTps(40.5);
    assertThat(two.settings().tps()).isEqualTo(30);
    assertThat(output)
        .containsOnlyOnce("configured here")
        .contains("tps 40.5, burst 7", "but tps 30.0, burst 7");
    one.pause(); // reaches the other one after whatever else it might have been told
    await().until(two::isPaused);
    assertThat(one.settings().tps()).isEqualTo(30);
  }

  @Test
  void replicaConfiguredAlikeWarnsOfNothing(CapturedOutput output) {
    startedWithTps(0.1);
    assertThat(startedWithTps(0.1).settings().tps()).isEqualTo(0.1);
    assertThat(output).doesNotContain("configured here");
  }

  @Test
  void resetMakesTheConfigurationOfThatReplicaHoldForAll() {
    AutoRefreshCache<Job> one = startedWithTps(30);
    AutoRefreshCache<Job> two = startedWithTps(40.5);
    one.retune(settings -> settings.withTps(50).withResyncPeriod(Duration.ofMinutes(1)));
    await().until(() -> two.settings().tps() == 50);
    two.resetSettings();
    assertThat(two.settings().tps()).isEqualTo(40.5);
    await().until(() -> one.settings().tps() == 40.5);
    assertThat(one.settings().resyncPeriod()).isEqualTo(Duration.ofMinutes(9));
    assertThat(startedWithTps(99).settings().tps()).isEqualTo(40.5);
  }

  @Test
  void resetMayBringALimitWhereThereWasNone() {
    AutoRefreshCache<Job> one = started();
    AutoRefreshCache<Job> two = startedWithTps(40.5);
    assertThat(two.settings().isUnlimited()).isTrue();
    two.resetSettings();
    await().until(() -> one.settings().tps() == 40.5);
    one.resetSettings();
    await().until(() -> two.settings().isUnlimited());
  }

  @Test
  void itemsOutliveAllReplicas() {
    AutoRefreshCache<Job> one = started();
    one.getOrCreate(Job.of("a"));
    await().until(() -> one.get("a").version() == 1);
    one.close();
    AutoRefreshCache<Job> two = started();
    assertThat(two.get("a").version()).isEqualTo(1);
    assertThat(calls).hasValue(1);
  }

  @Test
  void wrongClockOnOneReplicaChangesNothing() {
    TimeSource ahead =
        new TimeSource() {
          @Override
          public long nanos() {
            return System.nanoTime();
          }

          @Override
          public Instant instant() {
            return Instant.now().plus(Duration.ofMinutes(5));
          }
        };
    AutoRefreshCache<Job> wrong =
        replicas.add(this::next, ItemCodec.json(Job.class), builder -> builder.time(ahead));
    wrong.start();
    AutoRefreshCache<Job> right = started();
    wrong.getOrCreate(Job.of("a"));
    right.getOrCreate(Job.of("b"));
    await().until(() -> right.get("a") != null && right.get("a").version() == 1);
    await().until(() -> wrong.get("b") != null && wrong.get("b").version() == 1);
    assertThat(calls).hasValue(2);
    assertThat(wrong.entry("a").createdAt()).isBefore(Instant.now().plus(Duration.ofMinutes(1)));
    assertThat(wrong.entry("a").nextSyncAt()).isEqualTo(right.entry("a").nextSyncAt());
  }

  @Test
  void noItemIsInTwoCallsAtOnceHoweverLongACallTakes() throws Exception {
    ConcurrentHashMap<String, Boolean> inCall = new ConcurrentHashMap<>();
    AtomicInteger overlaps = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    for (int i = 0; i < 2; i++) {
      replicas
          .add(
              job -> {
                calls.incrementAndGet();
                if (inCall.putIfAbsent(job.id(), true) != null) {
                  overlaps.incrementAndGet();
                }
                awaitQuietly(go);
                inCall.remove(job.id());
                return job.next();
              })
          .start();
    }
    AutoRefreshCache<Job> creator = replicas.add(this::next);
    creator.getOrCreate(Job.of("a"));
    await().until(() -> calls.get() == 1);
    // Three leases and more: each is renewed while the call runs.
    await().pollDelay(Duration.ofMillis(3500)).until(() -> true);
    go.countDown();
    await().until(() -> creatorSees(creator));
    assertThat(overlaps).hasValue(0);
    assertThat(calls).hasValue(1);
  }

  private static boolean creatorSees(AutoRefreshCache<Job> creator) {
    return creator.getOrCreate(Job.of("a")) != null && !creator.isRunning();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyReplicaKnowsWhoTakesPart() {
    AutoRefreshCache<Job> one = replicas.add(this::next);
    AutoRefreshCache<Job> two = replicas.add(this::next);
    for (AutoRefreshCache<Job> each : List.of(one, two)) {
      assertThat(cluster(each)).as("never started").isNull();
      each.start();
    }
    String self = ProcessName.get();
    await().until(() -> cluster(one) != null && cluster(two) != null);
    await().until(() -> cluster(one).replicas().equals(List.of(self, self))); // both are here
    assertThat(cluster(one).self()).isEqualTo(self);
    await().until(() -> cluster(one).epoch().equals(cluster(two).epoch()));

    String members = replicas.key("replicas");
    redis.run("HSET", members, "seen:named-otherwise", "" + Long.MAX_VALUE / 1000);
    await().until(() -> cluster(one).replicas().equals(List.of(self, self, "named-otherwise")));
  }

  private static Cluster cluster(AutoRefreshCache<Job> cache) {
    return ((Clustered) cache).cluster();
  }
}
