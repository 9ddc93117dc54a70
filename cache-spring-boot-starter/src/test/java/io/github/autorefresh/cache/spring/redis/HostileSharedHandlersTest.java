package io.github.autorefresh.cache.spring.redis;

import static io.github.autorefresh.cache.spring.redis.SharedHandlersTest.isHandled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Handlers over Redis that do to their cache what they may, but nobody would expect. */
@NeedsRedis
class HostileSharedHandlersTest {

  private final RedisServer redis = RedisServer.start();
  private final Replicas replicas = new Replicas(redis);
  private final Queue<String> calls = new ConcurrentLinkedQueue<>();

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

  /** Its items end with their first sync. */
  private AutoRefreshCache<Job> started(
      ItemHandler<Job> handler, UnaryOperator<AutoRefreshCacheBuilder> change) {
    AutoRefreshCache<Job> cache =
        replicas.add(
            job -> job.isTerminal() ? job : job.terminal(),
            ItemCodec.json(Job.class),
            builder -> change.apply(builder.resyncPeriod(Duration.ofMillis(100)).handler(handler)));
    cache.start();
    return cache;
  }

  private AutoRefreshCache<Job> started(ItemHandler<Job> handler) {
    return started(handler, builder -> builder);
  }

  private void count(Job job) {
    calls.add(job.id());
  }

  @Test
  void handlerThatClosesItsCacheHasHandledItsItem() {
    replicas.settings = replicas.settings.withLease(Duration.ofSeconds(20));
    AutoRefreshCache<Job>[] own = caches();
    own[0] =
        started(
            job -> {
              count(job);
              own[0].close();
            });
    own[0].getOrCreate(Job.of("a"));
    await().until(() -> !calls.isEmpty());
    AutoRefreshCache<Job> two = started(this::count);
    await().until(() -> isHandled(two, "a"));
    assertThat(calls).containsExactly("a");
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // for a handler that uses the cache it is of
  private static AutoRefreshCache<Job>[] caches() {
    return new AutoRefreshCache[1];
  }

  @Test
  void idThatItsOwnCallDeletesAndCreatesAnewIsHandledAfterThatCall() {
    AutoRefreshCache<Job>[] own = caches();
    AtomicBoolean again = new AtomicBoolean(true);
    own[0] =
        started(
            job -> {
              calls.add("begin");
              if (again.getAndSet(false)) {
                own[0].delete(job.id());
                own[0].getOrCreate(Job.of(job.id()));
                await().until(() -> own[0].entry(job.id()).item().isTerminal());
              }
              calls.add("end");
            });
    own[0].getOrCreate(Job.of("a"));
    await().until(() -> calls.size() == 4 && isHandled(own[0], "a"));
    assertThat(calls).containsExactly("begin", "end", "begin", "end");
  }

  @Test
  void handlerThatDeletesWhatItHandlesLeavesNothingBehind() {
    AutoRefreshCache<Job>[] own = caches();
    own[0] =
        started(
            job -> {
              own[0].delete(job.id());
              count(job);
              throw new StackOverflowError("after the deed");
            });
    for (int i = 0; i < 20; i++) {
      own[0].getOrCreate(Job.of("job-" + i));
    }
    await().until(() -> calls.size() == 20 && own[0].size() == 0);
    await().until(() -> redis.run("KEYS", "*:marks") instanceof List<?> keys && keys.isEmpty());
    assertThat(calls).doesNotHaveDuplicates();
    assertThat(own[0].stats().unhandled() + own[0].stats().handlerFailing()).isZero();
    assertThat((List<?>) redis.run("KEYS", "*:handling")).isEmpty();
  }

  @Test
  void wantsThatHasChangedItsMindIsHeededAndPausedCachesHandle() {
    AtomicBoolean wants = new AtomicBoolean(true);
    CountDownLatch go = new CountDownLatch(1);
    ItemHandler<Job> fickle =
        new ItemHandler<>() {
          @Override
          public void handle(Job job) throws InterruptedException {
            count(job);
            go.await();
          }

          @Override
          public boolean wants(Job job) {
            return wants.get() && job.isTerminal();
          }
        };
    AutoRefreshCache<Job> cache = started(fickle, builder -> builder.handlerParallelism(1));
    cache.getOrCreate(Job.of("first"));
    await().until(() -> calls.size() == 1);
    cache.getOrCreate(Job.of("second"));
    await().until(() -> cache.stats().unhandled() == 2);
    cache.pause();
    wants.set(false);
    go.countDown();
    await().until(() -> cache.stats().unhandled() == 0);
    assertThat(calls).containsExactly("first");
  }

  @Test
  void handlerThatInterruptsItselfKeepsNobodyFromBeingHandled() {
    AutoRefreshCache<Job> cache =
        started(
            job -> {
              count(job);
              Thread.currentThread().interrupt();
            });
    for (int i = 0; i < 50; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    await().until(() -> calls.size() >= 50 && cache.stats().unhandled() == 0);
    assertThat(calls).hasSize(50).doesNotHaveDuplicates();
  }

  @Test
  void whatIsGivenUpWhileItsCallHangsIsNotHandledAgainWhenThatReturns() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AutoRefreshCache<Job> cache =
        started(
            job -> {
              count(job);
              begun.countDown();
              end.await();
            },
            builder ->
                builder
                    .handlerRetention(Duration.ofSeconds(1))
                    .terminalRetention(Duration.ofMillis(100)));
    cache.getOrCreate(Job.of("a"));
    assertThat(begun.await(40, TimeUnit.SECONDS)).isTrue();
    await().until(() -> cache.get("a") == null && cache.stats().abandoned() == 1);
    cache.getOrCreate(Job.of("a"));
    await().until(() -> cache.entry("a").unhandled());
    assertThat(calls).as("the id is its old call's still").containsExactly("a");
    end.countDown();
    await().until(() -> calls.size() == 2 && cache.stats().unhandled() == 0);
  }
}
