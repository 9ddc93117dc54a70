package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spring.redis.script.TestScripts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several replicas change the settings, or one does again and again: all agree afterwards. */
@NeedsRedis
class SettingsOfManyTest {

  /** Two pages. */
  private static final int ITEMS = 300;

  private final RedisServer redis = RedisServer.start();
  private final Replicas replicas = new Replicas(redis);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private List<AutoRefreshCache<Job>> caches = List.of();

  @BeforeEach
  void start() {
    caches = Stream.generate(() -> replicas.add(job -> job)).limit(3).toList();
    caches.forEach(AutoRefreshCache::start);
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    replicas.close();
    redis.close();
  }

  private void together(Runnable... changes) {
    CyclicBarrier all = new CyclicBarrier(changes.length);
    CompletableFuture.allOf(
            Stream.of(changes)
                .map(change -> CompletableFuture.runAsync(() -> after(all, change), threads))
                .toArray(CompletableFuture<?>[]::new))
        .join();
  }

  private static void after(CyclicBarrier all, Runnable change) {
    try {
      all.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
    change.run();
  }

  private String stored(String setting) {
    return new String((byte[]) redis.run("HGET", replicas.key("control"), setting), UTF_8);
  }

  @Test
  void pauseAndResumeAtOnceLeaveAllPausedOrNone() {
    for (int i = 0; i < 300; i++) {
      together(caches.get(0)::pause, caches.get(1)::resume);
    }
    boolean paused = stored("paused").equals("1");
    await().untilAsserted(() -> assertThat(caches).allMatch(cache -> cache.isPaused() == paused));
  }

  private Object answeredAfterTheOtherHasResumed(Object[] arguments, Object answer)
      throws InterruptedException {
    if (TestScripts.isCallOf("PAUSE", arguments)) {
      caches.get(0).resume();
      TimeUnit.SECONDS.sleep(2); // meanwhile a heartbeat tells of that
    }
    return answer;
  }

  @Test
  void pauseWhoseAnswerIsOvertakenByAResumeIsOver() {
    AutoRefreshCache<Job> late =
        replicas.addIntercepted(
            this::answeredAfterTheOtherHasResumed, job -> job, builder -> builder);
    late.start();
    late.pause();
    assertThat(stored("paused")).isEqualTo("0");
    await().until(() -> !late.isPaused());
  }

  private void assertAllDueWithin(Duration period) {
    AutoRefreshCache<Job> fresh = replicas.add(job -> job); // which reads when items are due
    fresh.start();
    assertThat(fresh.size()).isEqualTo(ITEMS);
    Instant now = Instant.now();
    assertThat(fresh.entries())
        .allMatch(
            entry -> entry.nextSyncAt().isBefore(now.plus(period.multipliedBy(12).dividedBy(10))))
        .allMatch(
            entry -> entry.nextSyncAt().isAfter(now.plus(period.multipliedBy(7).dividedBy(10))));
    fresh.close();
  }

  private Runnable retunes(int replica, Duration period) {
    return () -> caches.get(replica).retune(settings -> settings.withResyncPeriod(period));
  }

  @Test
  void changesOfThePeriodAtOnceMakeAllItemsDueByTheLastOne() {
    for (int i = 0; i < ITEMS; i++) {
      caches.get(0).getOrCreate(Job.of("job-" + i));
    }
    IntStream.range(0, ITEMS)
        .mapToObj(i -> caches.get(0).refresh("job-" + i))
        .toList()
        .forEach(CompletableFuture::join);
    Duration day = Duration.ofDays(1);
    Duration hour = Duration.ofHours(1);
    for (int i = 0; i < 5; i++) {
      together(retunes(0, day), retunes(1, day), retunes(2, day));
      assertAllDueWithin(day);
      together(retunes(0, hour), retunes(1, hour), retunes(2, hour));
      assertAllDueWithin(hour);
      together(retunes(0, day), retunes(1, Duration.ofHours(2)));
      assertAllDueWithin(Duration.ofMillis(Long.parseLong(stored("period")) / 1000));
      caches.get(2).retune(settings -> settings.withResyncPeriod(hour));
      assertAllDueWithin(hour);
    }
  }

  @Test
  void changesOfOneReplicaFollowOneAnother() {
    AutoRefreshCache<Job> cache = caches.get(0);
    int before = cache.settings().burst();
    int changes = 1000;
    for (int i = 1; i <= changes; i++) {
      cache.retune(settings -> settings.withBurst(settings.burst() + 1));
      assertThat(cache.settings().burst()).isEqualTo(before + i);
    }
    await().until(() -> caches.get(1).settings().burst() == before + changes);
    assertThat(cache.settings().burst()).isEqualTo(before + changes);
  }
}
