package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * Redis loses some of what it held, or its clock steps, under two replicas at work: nothing that a
 * replica knew is lost, and no item is called twice at once.
 */
@EnabledIf(
    value = "io.github.autorefresh.cache.spring.redis.ProcessRedis#isOnPath",
    disabledReason = "there is no redis-server on the path to be treated like this")
@ExtendWith(OutputCaptureExtension.class)
class LossTest {

  private static final int ITEMS = 20;

  @TempDir private Path directory;
  private RedisServer redis;
  private Replicas replicas;
  private AutoRefreshCache<Job> one;
  private AutoRefreshCache<Job> two;
  private final Map<String, Integer> inCall = new ConcurrentHashMap<>();
  private final Map<String, Integer> calls = new ConcurrentHashMap<>();
  private final Map<String, Job> external = new ConcurrentHashMap<>();
  private final Set<String> removed = ConcurrentHashMap.newKeySet();
  private final AtomicInteger overlaps = new AtomicInteger();
  private final AtomicLong workMillis = new AtomicLong();
  private final AtomicLong offsetMicros = new AtomicLong();

  @BeforeAll
  static void waitLong() {
    Awaitility.setDefaultTimeout(60, TimeUnit.SECONDS);
  }

  @AfterAll
  static void waitAsUsual() {
    Awaitility.reset();
  }

  @BeforeEach
  void startTwo() {
    redis = new ProcessRedis("--dir", directory.toString());
    redis.up();
    replicas = new Replicas(redis);
    replicas.settings = replicas.settings.withLease(Duration.ofSeconds(10));
    one = replica();
    two = replica();
    for (int i = 0; i < ITEMS; i++) {
      one.getOrCreate(Job.of("job-" + i));
    }
    everyItemIsSynced();
  }

  @AfterEach
  void close() {
    replicas.close();
    redis.close();
  }

  private AutoRefreshCache<Job> replica() {
    AutoRefreshCache<Job> cache =
        replicas.add(
            this::sync,
            stores -> stores.ahead(offsetMicros::get),
            ItemCodec.json(Job.class),
            builder -> builder.resyncPeriod(Duration.ofMillis(300)));
    cache.addListener(
        new CacheListener<>() {
          @Override
          public void onRemoved(Job job, RemovalCause cause) {
            removed.add(job.id());
          }
        });
    cache.start();
    return cache;
  }

  /** The external system: what it was told to answer, else the next version. */
  private Job sync(Job job) throws InterruptedException {
    calls.merge(job.id(), 1, Integer::sum);
    if (inCall.merge(job.id(), 1, Integer::sum) > 1) {
      overlaps.incrementAndGet();
    }
    try {
      TimeUnit.MILLISECONDS.sleep(workMillis.get());
      return external.getOrDefault(job.id(), job.next());
    } finally {
      inCall.merge(job.id(), -1, Integer::sum);
    }
  }

  private void everyItemIsSynced() {
    Map<String, Integer> before = Map.copyOf(calls);
    await()
        .until(
            () ->
                IntStream.range(0, ITEMS)
                    .mapToObj(i -> "job-" + i)
                    .filter(id -> !external.containsKey(id))
                    .allMatch(id -> calls.getOrDefault(id, 0) > before.getOrDefault(id, 0)));
  }

  private void bothAreWell() {
    await().until(() -> one.stats().storeFailure() == null && two.stats().storeFailure() == null);
    everyItemIsSynced();
    assertThat(overlaps).hasValue(0);
    assertThat(one.size()).isEqualTo(ITEMS);
    assertThat(two.size()).isEqualTo(ITEMS);
    AutoRefreshCache<Job> three = replica();
    assertThat(three.size()).isEqualTo(ITEMS);
  }

  @Test
  void restartFromAnOlderSnapshotUndoesNothing() {
    redis.run("SAVE");
    Job terminal = new Job("job-0", 1000, true, null);
    Job updated = new Job("job-1", 1000, false, null);
    external.put("job-0", terminal);
    external.put("job-1", updated);
    await().until(() -> terminal.equals(two.get("job-0")) && terminal.equals(one.get("job-0")));
    await().until(() -> updated.equals(two.get("job-1")) && updated.equals(one.get("job-1")));
    assertThat(one.delete("job-2")).isTrue();
    await().until(() -> two.get("job-2") == null);
    Job created = one.getOrCreate(Job.of("job-new"));
    await().until(() -> two.get("job-new") != null);
    int before = calls.get("job-0");
    redis.kill();
    redis.up();
    await().until(() -> one.stats().storeFailure() == null && two.stats().storeFailure() == null);
    int seen = calls.getOrDefault("job-5", 0);
    await().until(() -> calls.get("job-5") > seen + 6);
    AutoRefreshCache<Job> three = replica();
    assertThat(three.get("job-0")).isEqualTo(terminal);
    assertThat(three.get("job-1")).isEqualTo(updated);
    assertThat(three.get("job-2")).isNull();
    assertThat(three.get("job-new")).isNotNull();
    assertThat(created.version()).isZero();
    assertThat(calls).containsEntry("job-0", before);
    assertThat(overlaps).hasValue(0);
  }

  /** Redis has counted fewer syncs then than there have been. */
  @Test
  void refreshIsNotAnsweredByAnEarlierSyncIfRedisFallsBack() {
    redis.run("SAVE");
    int seen = calls.get("job-0");
    await().until(() -> calls.get("job-0") > seen + 3);
    redis.kill();
    await().until(() -> one.stats().storeFailure() != null);
    Map<String, Integer> before = Map.copyOf(calls);
    Map<String, CompletableFuture<Integer>> refreshed = new HashMap<>();
    for (String id : before.keySet()) {
      refreshed.put(id, one.refresh(id).thenApply(job -> calls.get(id)));
    }
    redis.up();
    refreshed.forEach(
        (id, atItsEnd) -> assertThat(atItsEnd.join()).as(id).isGreaterThan(before.get(id)));
    bothAreWell();
  }

  @Test
  void whatIsKnownToBeRemovedIsNotForgottenInALossThatIsFollowedByAFallback() {
    redis.run("SAVE");
    assertThat(one.delete("job-2")).isTrue();
    await().until(() -> two.get("job-2") == null);
    redis.run("DEL", replicas.key("removals"));
    everyItemIsSyncedBut("job-2");
    redis.kill();
    redis.up();
    everyItemIsSyncedBut("job-2");
    assertThat(one.get("job-2")).isNull();
    assertThat(two.get("job-2")).isNull();
    assertThat(replica().get("job-2")).isNull();
  }

  private void everyItemIsSyncedBut(String id) {
    external.put(id, Job.of(id));
    await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    everyItemIsSynced();
  }

  @ParameterizedTest
  @ValueSource(strings = {"control", "items"})
  void singleKeyThatIsLostIsPutBack(String key, CapturedOutput output) {
    isPutBack(key, output);
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"replicas", "states", "due", "changes", "terminal", "removals", "tokens"})
  void soIsEveryOtherKey(String key, CapturedOutput output) {
    isPutBack(key, output);
  }

  private void isPutBack(String key, CapturedOutput output) {
    one.getOrCreate("job-gone", Job::of);
    one.delete("job-gone");
    external.put("job-0", new Job("job-0", 1000, true, null));
    await().until(() -> one.get("job-0").isTerminal() && two.get("job-0").isTerminal());
    redis.run("DEL", replicas.key(key));
    await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    bothAreWell();
    assertThat(one.get("job-0").isTerminal()).isTrue();
    assertThat(output.getAll().split("has lost something", -1))
        .as("lines of the log that say so")
        .hasSizeLessThanOrEqualTo(1 + 2);
    assertThat(output).doesNotContain("ERROR");
    assertThat(removed).as("what listeners are told is removed").containsOnly("job-gone");
  }

  @Test
  void callsThatAreUnderWayInAFlushAreNotMadeAgain() {
    workMillis.set(1500);
    await().until(() -> inCall.values().stream().mapToInt(each -> each).sum() == ITEMS);
    Map<String, Integer> before = Map.copyOf(calls);
    int version = one.get("job-3").version();
    redis.run("FLUSHALL");
    workMillis.set(0);
    await().until(() -> one.get("job-3").version() > version);
    assertThat(overlaps).hasValue(0);
    await().until(() -> calls.get("job-3") > before.get("job-3"));
    bothAreWell();
  }

  @Test
  void clockThatStepsBackStopsNothing(CapturedOutput output) {
    offsetMicros.set(Duration.ofMinutes(2).toNanos() / 1000);
    everyItemIsSynced();
    offsetMicros.set(0);
    everyItemIsSynced();
    everyItemIsSynced();
    assertThat(overlaps).hasValue(0);
    await().until(() -> output.getAll().contains("the clock of Redis was set back by PT"));
  }
}
