package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheClosedException;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StopTest {

  private final Blocking blocking = new Blocking(false);
  private AutoRefreshCache<Job> cache;

  @AfterEach
  void close() {
    blocking.release();
    cache.close();
  }

  private void start(Duration shutdownTimeout, CacheSyncItem<Job> sync) {
    cache =
        AutoRefreshCacheBuilder.named("jobs")
            .unlimited()
            .resyncPeriod(Duration.ofDays(1))
            .syncTimeout(Duration.ofDays(1))
            .shutdownTimeout(shutdownTimeout)
            .build(sync);
    cache.start();
  }

  @Test
  void syncThatStopsItsCacheIsNotWaitedForAndNotKept() {
    CountDownLatch returned = new CountDownLatch(1);
    start(
        Duration.ofDays(1),
        job -> {
          cache.stop();
          returned.countDown();
          return job.next();
        });
    cache.getOrCreate(Job.of("a"));
    await().until(() -> returned.getCount() == 0);
    await().until(() -> cache.stats().inFlight() == 0);
    assertThat(cache.isRunning()).isFalse();
    assertThat(cache.get("a").version()).isZero();
  }

  @Test
  void nothingCommitsAfterAListenerHasStoppedTheCache() {
    SteppedTime hand = new SteppedTime();
    AtomicLong whenStopped = new AtomicLong();
    cache = hand.cache("jobs").unlimited().resyncPeriod(Duration.ofSeconds(10)).build(Job::next);
    for (int i = 0; i < 20; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    cache.start();
    hand.advance(Duration.ofSeconds(30)); // until calls are known to be quick, and come in runs
    cache.addListener(
        new CacheListener<Job>() {
          @Override
          public void onUpdated(Job previous, Job current) {
            if (cache.isRunning()) {
              cache.stop();
              whenStopped.set(cache.stats().updated());
            }
          }
        });
    hand.advance(Duration.ofSeconds(10));
    assertThat(cache.isRunning()).isFalse();
    assertThat(cache.stats().updated()).isEqualTo(whenStopped.get()).isPositive();
  }

  @Test
  void callThatEndsWithinTheShutdownTimeoutIsKept() throws Exception {
    start(Duration.ofMinutes(1), blocking);
    cache.getOrCreate(Job.of("a"));
    blocking.awaitCall();
    CompletableFuture<Void> stop = CompletableFuture.runAsync(cache::stop);
    await().until(() -> !cache.isRunning());
    assertThat(stop).isNotDone();
    blocking.release();
    stop.get();
    assertThat(cache.get("a").version()).isEqualTo(1);
    assertThat(blocking.interrupts).hasValue(0);
  }

  @Test
  void callThatGoesOnIsInterruptedAndMayStillFailProperly() {
    start(Duration.ZERO, blocking);
    cache.getOrCreate(Job.of("a"));
    blocking.awaitCall();
    cache.stop();
    assertThat(blocking.interrupts).hasValue(1);
    assertThat(cache.entry("a").lastError()).isInstanceOf(InterruptedException.class);
    assertThat(cache.stats().inFlight()).isZero();
  }

  @Test
  void interruptedCallerOfStopWaitsNoLonger() {
    start(Duration.ofDays(1), blocking);
    cache.getOrCreate(Job.of("a"));
    blocking.awaitCall();
    Thread.currentThread().interrupt();
    cache.stop();
    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    assertThat(blocking.interrupts).hasValue(1);
  }

  @Test
  void closeFailsWhoeverWaits() throws Exception {
    start(Duration.ZERO, blocking);
    cache.getOrCreate(Job.of("a"));
    blocking.awaitCall(); // the refresh is for a later one
    CompletableFuture<Job> refresh = cache.refresh("a");
    CompletableFuture<Job> state = cache.await("a", Job::isTerminal);
    CountDownLatch creating = new CountDownLatch(1);
    CountDownLatch created = new CountDownLatch(1);
    CompletableFuture<Job> creator =
        CompletableFuture.supplyAsync(
            () ->
                cache.getOrCreate(
                    "slow",
                    id -> {
                      creating.countDown();
                      awaitUninterruptibly(created);
                      return Job.of(id);
                    }));
    creating.await();
    AtomicReference<Throwable> joined = new AtomicReference<>();
    Thread joiner = new Thread(() -> joined.set(thrownBy(() -> cache.getOrCreate(Job.of("slow")))));
    joiner.start();
    await().until(() -> joiner.getState() == Thread.State.WAITING);
    cache.close();
    joiner.join();
    assertThat(joined.get()).isInstanceOf(CacheClosedException.class);
    created.countDown();
    for (CompletableFuture<Job> future : List.of(refresh, state, creator)) {
      assertThatThrownBy(future::get).hasCauseInstanceOf(CacheClosedException.class);
    }
    assertThat(cache.get("slow")).isNull();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings("CatchThrowable") // whatever it is
  private static Throwable thrownBy(Runnable action) {
    try {
      action.run();
      return null;
    } catch (Throwable thrown) {
      return thrown;
    }
  }
}
