package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.SyncResult;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that meet, or that would wait for themselves. */
@Timeout(60)
class CirclesTest {

  private static final Set<Thread.State> AT_REST =
      EnumSet.of(
          Thread.State.WAITING,
          Thread.State.TIMED_WAITING,
          Thread.State.BLOCKED,
          Thread.State.TERMINATED);

  private final SteppedTime hand = new SteppedTime();
  private final List<Throwable> failures = new ArrayList<>();
  private CacheSyncItem<Job> sync = Job::next;
  private final AutoRefreshCache<Job> cache =
      hand.cache("jobs").resyncPeriod(Duration.ofHours(1)).build(job -> sync.sync(job));

  private AutoRefreshCache<Job> batched;

  private static Thread started(Runnable action) {
    Thread thread = new Thread(action);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Waits until it waits for something, or has ended. */
  private static void awaitRest(Thread thread) {
    await().until(() -> AT_REST.contains(thread.getState()));
  }

  @Test
  void whoClosesSecondWaitsAsTheFirstDoes() throws InterruptedException {
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    AutoRefreshCache<Job> closing =
        AutoRefreshCacheBuilder.named("closing")
            .shutdownTimeout(Duration.ofMinutes(1))
            .syncTimeout(Duration.ofMinutes(1))
            .build(
                job -> {
                  called.countDown();
                  released.await();
                  return job.next();
                });
    closing.start();
    closing.getOrCreate(Job.of("a"));
    assertThat(called.await(30, TimeUnit.SECONDS)).isTrue();
    Thread first = started(closing::close);
    await().until(() -> !closing.isRunning());
    awaitRest(first);
    Thread second = started(closing::close);
    Thread third = started(closing::stop);
    awaitRest(second);
    awaitRest(third);
    assertThat(List.of(first, second, third)).allMatch(Thread::isAlive);
    released.countDown();
    for (Thread thread : List.of(first, second, third)) {
      thread.join(30_000);
      assertThat(thread.isAlive()).isFalse();
    }
    assertThat(closing.get("a").version()).as("committed before").isEqualTo(1);
  }

  @Test
  void functionOfARetuneIsCalledOnceThoughOthersRetuneMeanwhile() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    List<Thread> others = new ArrayList<>();
    cache.retune(
        settings -> {
          calls.incrementAndGet();
          for (int i = 0; i < 4; i++) {
            Thread other = started(() -> cache.retune(now -> now.withBurst(now.burst() + 1)));
            awaitRest(other);
            others.add(other);
          }
          return settings.withTps(7);
        });
    for (Thread other : others) {
      other.join(30_000);
    }
    assertThat(calls).hasValue(1);
    assertThat(cache.settings().tps()).isEqualTo(7);
    assertThat(cache.settings().burst()).as("no change is lost").isEqualTo(14);
  }

  @Test
  void functionOfARetuneThatThrowsChangesNothingAndBlocksNobody() throws InterruptedException {
    assertThatThrownBy(
            () ->
                cache.retune(
                    settings -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    Thread other = started(() -> cache.retune(settings -> settings.withTps(7)));
    other.join(30_000);
    assertThat(cache.settings().tps()).isEqualTo(7);
  }

  @Test
  void creatorsThatAskForOneAnotherOnOneThreadAreRefused() {
    assertThatThrownBy(
            () ->
                cache.getOrCreate(
                    "a",
                    a ->
                        cache.getOrCreate(
                            "b", b -> cache.getOrCreate("a", Job::of) == null ? null : Job.of(b))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"a\"");
    assertThat(cache.size()).isZero();
    assertThat(cache.getOrCreate("a", Job::of)).isEqualTo(Job.of("a"));
  }

  @Test
  void creatorsThatAskForOneAnotherOnTwoThreadsBothEnd() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(2);
    List<Throwable> refusals = Collections.synchronizedList(failures);
    List<Thread> threads = new ArrayList<>();
    for (String id : List.of("a", "b")) {
      String other = id.equals("a") ? "b" : "a";
      threads.add(
          started(
              () -> {
                try {
                  cache.getOrCreate(
                      id,
                      own -> {
                        inside.countDown();
                        awaitQuietly(inside);
                        cache.getOrCreate(other, Job::of);
                        return Job.of(own);
                      });
                } catch (IllegalStateException refused) {
                  refusals.add(refused);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join(30_000);
      assertThat(thread.isAlive()).as("waits for ever").isFalse();
    }
    assertThat(refusals).isNotEmpty();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void startWithOneItem() {
    cache.start();
    cache.getOrCreate(Job.of("a"));
  }

  private void assertItsOwnFailure() {
    hand.turn();
    assertThat(cache.entry("a").lastError()).isInstanceOf(IllegalStateException.class);
    sync = Job::next;
    hand.advance(Duration.ofSeconds(2));
    assertThat(cache.get("a").version()).as("synced again").isPositive();
  }

  @Test
  void syncThatJoinsItsOwnRefreshFailsAtOnce() {
    startWithOneItem();
    sync = job -> cache.refresh(job.id()).join();
    assertItsOwnFailure();
  }

  @Test
  void norMayItGetItWithATimeout() {
    startWithOneItem();
    sync = job -> cache.refresh(job.id()).get(1, TimeUnit.DAYS);
    assertItsOwnFailure();
  }

  @Test
  void norWhatIsMadeOfIt() {
    startWithOneItem();
    sync = job -> cache.refresh(job.id()).thenApply(Job::next).thenApply(Job::next).join();
    assertItsOwnFailure();
  }

  @Test
  void norAwaitAStateOfItsOwn() {
    startWithOneItem();
    sync = job -> cache.await(job.id(), later -> later.version() > 0).join();
    assertItsOwnFailure();
  }

  @Test
  void batchThatJoinsARefreshOfAnyOfItsItemsFailsAtOnce() {
    batched =
        hand.cache("batched")
            .buildBatched(
                10,
                jobs -> {
                  Job last = batched.refresh(jobs.get(jobs.size() - 1).id()).join();
                  return List.of(SyncResult.updated(last));
                });
    batched.getOrCreate(Job.of("a"));
    batched.getOrCreate(Job.of("b"));
    batched.start();
    hand.turn();
    assertThat(batched.entries())
        .allMatch(entry -> entry.lastError() instanceof IllegalStateException);
  }

  @Test
  void listenerThatJoinsARefreshOfItsItemIsRefusedAndHarmsNobody() {
    cache.addListener(
        new CacheListener<Job>() {
          @Override
          public void onUpdated(Job previous, Job current) {
            try {
              cache.refresh(current.id()).join();
            } catch (IllegalStateException refused) {
              failures.add(refused);
              throw refused;
            }
          }
        });
    startWithOneItem();
    cache.getOrCreate(Job.of("b"));
    hand.advance(Duration.ofSeconds(1));
    assertThat(failures).hasSizeGreaterThanOrEqualTo(2);
    assertThat(cache.get("b").version()).isPositive();
  }

  @Test
  void syncMayJoinARefreshThatIsDone() {
    startWithOneItem();
    cache.getOrCreate(Job.of("done").terminal());
    CompletableFuture<Job> done = cache.refresh("done");
    sync = job -> done.join() == null ? null : job.next();
    hand.turn();
    assertThat(cache.get("a").version()).isEqualTo(1);
  }
}
