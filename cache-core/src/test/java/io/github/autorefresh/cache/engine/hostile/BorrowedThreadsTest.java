package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.SyncResult;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.ByHand;
import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Foreign code that leaves its thread interrupted or with another class loader. */
class BorrowedThreadsTest {

  private static final int ITEMS = 50;
  private static final Duration PERIOD = Duration.ofMinutes(1);

  /** Where foreign code is called on a thread of the executor's. */
  enum Place {
    SYNC,
    SYNC_THAT_THROWS,
    LISTENER,
    FAILURE_LISTENER,
    OBSERVER,
    CONDITION,
    DEPENDENT_OF_A_REFRESH,
    EQUALS
  }

  private final ClassLoader loader = Thread.currentThread().getContextClassLoader();
  private final SteppedTime hand = new SteppedTime();
  private final RateLimiter bucket = TokenBucketRateLimiter.of("bucket", 100, 50, new ByHand(hand));
  private final List<String> noticed = new ArrayList<>();

  @AfterEach
  void tidyUp() {
    Thread.interrupted();
    Thread.currentThread().setContextClassLoader(loader);
  }

  /** What nobody is to notice. */
  private static void leaveAMess() {
    Thread.currentThread().setContextClassLoader(new ClassLoader() {});
    Thread.currentThread().interrupt();
  }

  private void look(String who) {
    if (Thread.currentThread().isInterrupted()) {
      noticed.add(who + " is interrupted");
    }
    if (Thread.currentThread().getContextClassLoader() != loader) {
      noticed.add(who + " has another class loader");
    }
  }

  /** An item whose comparison may leave a mess. */
  private record Item(String id, int version, Place place)
      implements io.github.autorefresh.cache.CacheItem {
    @Override
    @SuppressWarnings("EqualsHashCode")
    public boolean equals(Object other) {
      if (place == Place.EQUALS) {
        leaveAMess();
      }
      return false;
    }
  }

  private Item sync(Item item, Place place) {
    look("sync of " + item.id());
    boolean messy = item.id().endsWith("0");
    if (place == Place.SYNC && messy) {
      leaveAMess();
    }
    if ((place == Place.SYNC_THAT_THROWS || place == Place.FAILURE_LISTENER) && messy) {
      if (place == Place.SYNC_THAT_THROWS) {
        leaveAMess();
      }
      throw new IllegalStateException("down");
    }
    return new Item(item.id(), item.version() + 1, item.place());
  }

  @ParameterizedTest
  @EnumSource
  void noOtherItemNoticesWhatForeignCodeLeftBehind(Place place) {
    AutoRefreshCache<Item> cache =
        hand.cache("jobs")
            .unlimited()
            .resyncPeriod(PERIOD)
            .backoff(PERIOD, PERIOD)
            .observer(
                (name, outcome, nanos) -> {
                  if (place == Place.OBSERVER) {
                    leaveAMess();
                  }
                })
            .build(item -> sync(item, place));
    cache.addListener(
        new CacheListener<Item>() {
          @Override
          public void onUpdated(Item previous, Item current) {
            look("listener of " + current.id());
            if (place == Place.LISTENER) {
              leaveAMess();
            }
          }

          @Override
          public void onSyncFailed(Item item, Throwable error) {
            look("failure listener of " + item.id());
            leaveAMess();
          }
        });
    for (int i = 0; i < ITEMS; i++) {
      String id = "job-" + i;
      cache.getOrCreate(new Item(id, 0, place));
      if (place == Place.CONDITION) {
        var unused =
            cache.await(
                id,
                item -> {
                  if (item.version() > 0) {
                    leaveAMess();
                  }
                  return false;
                });
      } else if (place == Place.DEPENDENT_OF_A_REFRESH) {
        var unused = cache.refresh(id).thenRun(BorrowedThreadsTest::leaveAMess);
      }
    }
    cache.start();
    for (int i = 0; i < 20; i++) {
      hand.advance(PERIOD.dividedBy(4));
      Thread.interrupted(); // what was handed on is this test's to clear
    }
    assertThat(noticed).isEmpty();
    assertThat(cache.entries()).allMatch(entry -> entry.lastSyncedAt() != null || isDown(entry));
  }

  private static boolean isDown(io.github.autorefresh.cache.CacheEntry<Item> entry) {
    return entry.lastError() != null && "down".equals(entry.lastError().getMessage());
  }

  @Test
  void removalsOfExpiredItemsDoNotNoticeOneAnother() {
    AutoRefreshCache<Job> cache =
        hand.cache("jobs").terminalRetention(PERIOD).resyncPeriod(PERIOD).build(Job::next);
    List<String> removed = new ArrayList<>();
    cache.addListener(
        new CacheListener<Job>() {
          @Override
          public void onRemoved(Job item, RemovalCause cause) {
            look("removal of " + item.id());
            removed.add(item.id());
            leaveAMess();
          }
        });
    for (int i = 0; i < ITEMS; i++) {
      cache.getOrCreate(Job.of("job-" + i).terminal());
    }
    cache.start();
    hand.advance(PERIOD.multipliedBy(2));
    assertThat(removed).hasSize(ITEMS);
    assertThat(noticed).isEmpty();
  }

  @Test
  void nextListenerDoesNotNoticeThePreviousOne() {
    AutoRefreshCache<Job> cache = hand.cache("jobs").build(Job::next);
    for (String who : List.of("first", "second", "third")) {
      cache.addListener(
          new CacheListener<Job>() {
            @Override
            public void onUpdated(Job previous, Job current) {
              look(who);
              leaveAMess();
            }
          });
    }
    cache.start();
    cache.getOrCreate(Job.of("a"));
    hand.turn();
    assertThat(noticed).isEmpty();
  }

  @Test
  void nextWaiterDoesNotNoticeThePreviousOne() {
    AutoRefreshCache<Job> jobs = hand.cache("jobs").build(Job::next);
    jobs.getOrCreate(Job.of("a"));
    List<CompletableFuture<Job>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(
          jobs.await(
              "a",
              job -> {
                if (job.version() > 0) {
                  look("condition");
                  leaveAMess();
                }
                return job.version() > 0;
              }));
    }
    jobs.start();
    hand.turn();
    assertThat(waiting).allMatch(CompletableFuture::isDone);
    assertThat(noticed).isEmpty();
  }

  @Test
  void nextBatchDoesNotNoticeThePreviousOne() {
    AutoRefreshCache<Job> cache =
        hand.cache("jobs")
            .buildBatched(
                3,
                jobs -> {
                  look("batch");
                  leaveAMess();
                  List<SyncResult<Job>> results = new ArrayList<>();
                  jobs.forEach(job -> results.add(SyncResult.updated(job.next())));
                  return results;
                });
    for (int i = 0; i < ITEMS; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    cache.start();
    hand.advance(Duration.ofSeconds(20));
    assertThat(noticed).isEmpty();
    assertThat(cache.entries()).allMatch(entry -> entry.item().version() > 0);
  }

  @Test
  void executorGetsItsThreadBackAsItLentIt() {
    AutoRefreshCache<Job> cache =
        hand.cache("jobs")
            .build(
                job -> {
                  Thread.currentThread().setContextClassLoader(null);
                  return job.next();
                });
    cache.start();
    cache.getOrCreate(Job.of("a"));
    hand.turn();
    look("executor");
    assertThat(noticed).isEmpty();
  }

  @Test
  void interruptOfATimedOutCallReachesNoOtherItem() {
    ExecutorService one = Executors.newSingleThreadExecutor();
    AtomicInteger interruptedCalls = new AtomicInteger();
    AutoRefreshCache<Job> cache =
        AutoRefreshCacheBuilder.named("jobs")
            .executor(one)
            .syncTimeout(Duration.ofMillis(20))
            .resyncPeriod(Duration.ofMillis(20))
            .backoff(Duration.ofMillis(20), Duration.ofMillis(20))
            .unlimited()
            .build(
                job -> {
                  if (job.id().equals("hung")) {
                    while (!Thread.currentThread().isInterrupted()) {
                      Thread.onSpinWait();
                    }
                  } else if (Thread.currentThread().isInterrupted()) {
                    interruptedCalls.incrementAndGet();
                  }
                  return job.next();
                });
    try {
      cache.getOrCreate(Job.of("hung"));
      for (int i = 0; i < 10; i++) {
        cache.getOrCreate(Job.of("job-" + i));
      }
      cache.start();
      await()
          .atMost(1, TimeUnit.MINUTES)
          .until(
              () ->
                  cache.stats().failed() > 20
                      && cache
                          .entries()
                          .filter(entry -> !entry.item().id().equals("hung"))
                          .allMatch(entry -> entry.item().version() > 20));
      assertThat(interruptedCalls).hasValue(0);
    } finally {
      cache.close();
      one.shutdownNow();
    }
  }

  @Test
  void syncDoesNotNoticeAnInterruptFromBeforeIt() {
    RateLimiter interrupting =
        (RateLimiter)
            Proxy.newProxyInstance(
                RateLimiter.class.getClassLoader(),
                new Class<?>[] {RateLimiter.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("take")) {
                    Thread.currentThread().interrupt();
                  }
                  return method.invoke(bucket, arguments);
                });
    AutoRefreshCache<Job> jobs =
        hand.cache("jobs")
            .rateLimiter(interrupting)
            .resyncPeriod(PERIOD)
            .build(
                job -> {
                  look("sync");
                  return job.next();
                });
    for (int i = 0; i < ITEMS; i++) {
      jobs.getOrCreate(Job.of("item-" + i));
    }
    jobs.start();
    hand.advance(Duration.ofSeconds(2));
    assertThat(noticed).isEmpty();
    assertThat(jobs.stats().updated()).isGreaterThanOrEqualTo(ITEMS);
    assertThat(jobs.stats().failed()).isZero();
  }
}
