package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Replicas whose handlers act once in the cluster on what ends. */
@NeedsRedis
class SharedHandlersTest {

  /** Nobody listens there. */
  private static final int NOWHERE = 1;

  private final RedisServer redis = RedisServer.start();
  private final Replicas replicas = new Replicas(redis);

  /** What ends with its next sync. */
  private final Set<String> ending = ConcurrentHashMap.newKeySet();

  private final Map<String, Integer> calls = new ConcurrentHashMap<>();
  private final Map<String, Integer> inCall = new ConcurrentHashMap<>();
  private final AtomicInteger overlaps = new AtomicInteger();
  private volatile boolean broken;

  @BeforeAll
  static void waitLong() {
    Awaitility.setDefaultTimeout(40, TimeUnit.SECONDS);
  }

  @AfterAll
  static void waitAsUsual() {
    Awaitility.reset();
  }

  @AfterEach
  void close() {
    replicas.close();
    redis.close();
  }

  private Job sync(Job job) {
    return ending.contains(job.id()) ? job.terminal() : job;
  }

  private void handle(Job job) throws IOException {
    calls.merge(job.id(), 1, Integer::sum);
    if (inCall.merge(job.id(), 1, Integer::sum) > 1) {
      overlaps.incrementAndGet();
    }
    try {
      if (broken) {
        throw new IOException("no mail");
      }
    } finally {
      inCall.merge(job.id(), -1, Integer::sum);
    }
  }

  private AutoRefreshCache<Job> started(UnaryOperator<AutoRefreshCacheBuilder> change) {
    return started(replicas, change);
  }

  private AutoRefreshCache<Job> started(
      Replicas own, UnaryOperator<AutoRefreshCacheBuilder> change) {
    AutoRefreshCache<Job> cache =
        own.add(
            this::sync,
            ItemCodec.json(Job.class),
            builder -> change.apply(builder.resyncPeriod(Duration.ofMillis(100))));
    cache.start();
    return cache;
  }

  private AutoRefreshCacheBuilder handled(AutoRefreshCacheBuilder builder) {
    ItemHandler<Job> handler = this::handle;
    return builder.handler(handler);
  }

  /** A handler that is only called again if somebody asks for it. */
  private AutoRefreshCacheBuilder handledSeldom(AutoRefreshCacheBuilder builder) {
    return handled(builder).backoff(Duration.ofMinutes(10), Duration.ofMinutes(10));
  }

  private static boolean isUnhandled(AutoRefreshCache<Job> cache, String id) {
    CacheEntry<Job> entry = cache.entry(id);
    return entry != null && entry.item().isTerminal() && entry.unhandled();
  }

  static boolean isHandled(AutoRefreshCache<Job> cache, String id) {
    CacheEntry<Job> entry = cache.entry(id);
    return entry != null && entry.item().isTerminal() && !entry.unhandled();
  }

  @Test
  void everyEndIsHandledOnceAndAllReplicasKnow() {
    AutoRefreshCache<Job> one = started(this::handled);
    AutoRefreshCache<Job> two = started(this::handled);
    for (int i = 0; i < 100; i++) {
      String id = "job-" + i;
      one.getOrCreate(Job.of(id));
      ending.add(id);
    }
    one.getOrCreate(new Job("created-ended", 0, true, null));
    await()
        .until(
            () ->
                IntStream.range(0, 100)
                    .mapToObj(i -> "job-" + i)
                    .allMatch(id -> isHandled(one, id) && isHandled(two, id)));
    assertThat(calls).hasSize(100).allSatisfy((id, times) -> assertThat(times).isEqualTo(1));
    assertThat(one.stats().unhandled() + two.stats().unhandled()).isZero();
  }

  @Test
  void replicaThatComesLaterHandlesWhatWasCommittedByOneThatIsGone() {
    AutoRefreshCache<Job> old = started(builder -> builder); // an older release, without a handler
    old.getOrCreate(Job.of("before"));
    ending.add("before");
    await().until(() -> isHandled(old, "before"));
    started(this::handled).close(); // the first of the new release did not stay
    old.getOrCreate(Job.of("after"));
    ending.add("after");
    await().until(() -> isUnhandled(old, "after"));
    assertThat(old.stats().unhandled()).isEqualTo(1);
    assertThat(old.retryHandler("after")).isTrue();
    assertThat(old.retryHandler("before")).isFalse();
    old.close();
    AutoRefreshCache<Job> fresh = started(this::handled);
    await().until(() -> isHandled(fresh, "after"));
    assertThat(calls).as("no end from before the first handler").containsOnlyKeys("after");
  }

  @Test
  void callOfADeadReplicaIsMadeAgainByAnotherAfterItsLease() throws Exception {
    try (Relay relay = new Relay(redis.port)) {
      Replicas dying = new Replicas(relay);
      dying.settings = replicas.settings;
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      ItemHandler<Job> endless =
          job -> {
            begun.countDown();
            end.await();
          };
      AutoRefreshCache<Job> one = started(dying, builder -> builder.handler(endless));
      one.getOrCreate(Job.of("a"));
      ending.add("a");
      assertThat(begun.await(40, TimeUnit.SECONDS)).isTrue();
      AutoRefreshCache<Job> two = started(this::handled);
      await().pollDelay(replicas.settings.lease().multipliedBy(2)).until(() -> true);
      assertThat(calls).as("while the replica lives, its lease is kept").isEmpty();
      relay.leadTo(NOWHERE);
      await().until(() -> isHandled(two, "a"));
      assertThat(calls).containsExactly(Map.entry("a", 1));
      end.countDown();
      dying.close();
    }
  }

  @Test
  void callThatReturnsAfterTheCloseIsToldOnceRedisCanBeReachedAgain() throws Exception {
    replicas.settings = replicas.settings.withLease(Duration.ofSeconds(20));
    try (Relay relay = new Relay(redis.port);
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Replicas cut = new Replicas(relay);
      cut.settings = replicas.settings;
      CountDownLatch begun = new CountDownLatch(1);
      Semaphore end = new Semaphore(0);
      ItemHandler<Job> slow =
          job -> {
            handle(job);
            begun.countDown();
            end.acquireUninterruptibly();
          };
      AutoRefreshCache<Job> one = started(cut, builder -> builder.handler(slow));
      one.getOrCreate(Job.of("a"));
      ending.add("a");
      assertThat(begun.await(40, TimeUnit.SECONDS)).isTrue();
      AutoRefreshCache<Job> two = started(this::handled);
      await().until(() -> isUnhandled(two, "a"));
      relay.leadTo(silent.getLocalPort());
      await().until(() -> catchThrowable(() -> one.retryHandler("a")) != null);
      one.close();
      end.release();
      relay.leadTo(redis.port);
      await().until(() -> isHandled(two, "a"));
      assertThat(calls).containsExactly(Map.entry("a", 1));
      cut.close();
    }
  }

  @Test
  void markOutlivesTheReplicaWhoseHandlerFailed() {
    replicas.settings = replicas.settings.withLease(Duration.ofMinutes(10));
    broken = true;
    AutoRefreshCache<Job> one = started(this::handledSeldom);
    one.getOrCreate(Job.of("a"));
    ending.add("a");
    await().until(() -> one.entry("a").handlerError() != null);
    one.close();
    broken = false;
    AutoRefreshCache<Job> two = started(this::handledSeldom);
    assertThat(two.retryHandler("a")).isTrue();
    await().until(() -> isHandled(two, "a"));
  }

  @Test
  void failureIsKnownEverywhereAndRetriedFromAnywhere() {
    broken = true;
    AutoRefreshCache<Job> one = started(this::handledSeldom);
    AutoRefreshCache<Job> two = started(this::handledSeldom);
    one.getOrCreate(Job.of("a"));
    one.getOrCreate(Job.of("deleted"));
    ending.addAll(Set.of("a", "deleted"));
    for (AutoRefreshCache<Job> cache : Set.of(one, two)) {
      await()
          .untilAsserted(
              () -> {
                assertThat(cache.stats().handlerFailing()).isEqualTo(2);
                assertThat(cache.entry("a").handlerError()).hasMessageContaining("no mail");
                assertThat(cache.entry("a").unhandledSince()).isNotNull();
              });
    }
    broken = false;
    assertThat(two.delete("deleted")).isTrue();
    assertThat(two.retryHandler("deleted")).isFalse();
    await().until(() -> one.stats().unhandled() == 1);
    assertThat(two.retryHandler("a")).isTrue();
    await().until(() -> isHandled(one, "a") && isHandled(two, "a"));
    assertThat(one.stats().handlerFailing() + two.stats().handlerFailing()).isZero();
    assertThat(one.entry("a").handlerError()).isNull();
    assertThat(calls).containsEntry("deleted", 1);
  }

  @Test
  void itemThatStaysUnhandledIsGivenUpByOneReplicaAndExpires() {
    broken = true;
    UnaryOperator<AutoRefreshCacheBuilder> impatient =
        builder ->
            handledSeldom(builder)
                .handlerRetention(Duration.ofSeconds(2))
                .terminalRetention(Duration.ofMillis(100));
    AutoRefreshCache<Job> one = started(impatient);
    AutoRefreshCache<Job> two = started(impatient);
    one.getOrCreate(Job.of("a"));
    ending.add("a");
    await().until(() -> isUnhandled(two, "a"));
    await().until(() -> one.get("a") == null && two.get("a") == null);
    assertThat(one.stats().abandoned() + two.stats().abandoned()).isEqualTo(1);
    assertThat(one.stats().unhandled() + two.stats().unhandled()).isZero();
  }

  @Test
  void flushLosesNoMarkAndNoCallThatGoesOn() throws InterruptedException {
    replicas.settings = replicas.settings.withLease(Duration.ofSeconds(20));
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    ItemHandler<Job> slow =
        job -> {
          handle(job);
          if (job.id().equals("slow")) {
            begun.countDown();
            end.await();
          }
        };
    UnaryOperator<AutoRefreshCacheBuilder> change =
        builder -> builder.handler(slow).backoff(Duration.ofSeconds(1), Duration.ofSeconds(1));
    AutoRefreshCache<Job> one = started(change);
    AutoRefreshCache<Job> two = started(change);
    for (String id : Set.of("done", "slow", "failing")) {
      one.getOrCreate(Job.of(id));
    }
    ending.add("done");
    await().until(() -> isHandled(one, "done") && isHandled(two, "done"));
    ending.add("slow");
    assertThat(begun.await(40, TimeUnit.SECONDS)).isTrue();
    broken = true;
    ending.add("failing");
    await().until(() -> isUnhandled(one, "failing") && isUnhandled(two, "failing"));
    redis.run("FLUSHALL");
    await().until(() -> one.stats().restored() + two.stats().restored() > 0);
    broken = false;
    await().until(() -> isHandled(one, "failing") && isHandled(two, "failing"));
    assertThat(isUnhandled(one, "slow")).isTrue();
    end.countDown();
    await().until(() -> isHandled(one, "slow") && isHandled(two, "slow"));
    assertThat(calls).containsEntry("slow", 1).containsEntry("done", 1);
    assertThat(overlaps).hasValue(0);
  }
}
