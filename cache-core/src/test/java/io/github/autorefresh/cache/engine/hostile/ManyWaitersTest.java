package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Very many callers that wait for one item: they cost no polling, no squares and no memory. */
class ManyWaitersTest {

  private static final int THREADS = 300;

  /** Were each of them to look at all before it, they would take many minutes. */
  private static final int MANY = 500_000;

  private final SteppedTime hand = new SteppedTime();
  private final AutoRefreshCache<Job> cache = hand.cache("jobs").build(Job::next);

  @Test
  void threadsThatWaitForACreatorSleepUntilItEnds() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger creators = new AtomicInteger();
    ConcurrentLinkedQueue<Job> got = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Thread thread =
          new Thread(
              () ->
                  got.add(
                      cache.getOrCreate(
                          "a",
                          id -> {
                            creators.incrementAndGet();
                            awaitQuietly(end);
                            return Job.of(id);
                          })));
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    try {
      // A thread that polls waits with a timeout.
      await()
          .until(
              () -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
    } finally {
      end.countDown();
    }
    for (Thread thread : threads) {
      thread.join(60_000);
    }
    assertThat(creators).hasValue(1);
    assertThat(got).hasSize(THREADS).containsOnly(Job.of("a"));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void halfAMillionRefreshesOfOneItemAreServedByOneSync() {
    cache.start();
    cache.getOrCreate(Job.of("a"));
    cache.pause();
    List<CompletableFuture<Job>> futures = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      futures.add(cache.refresh("a"));
    }
    cache.resume();
    hand.turn();
    assertThat(futures.stream().allMatch(CompletableFuture::isDone)).isTrue();
    assertThat(futures.get(MANY - 1)).isCompletedWithValue(Job.of("a").next());
    assertThat(cache.stats().updated()).isEqualTo(1);
  }

  @Test
  void halfAMillionAwaitsOfOneItemEndTogether() {
    cache.start();
    cache.getOrCreate(Job.of("a"));
    List<CompletableFuture<Job>> futures = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      futures.add(cache.await("a", job -> job.version() == 1));
    }
    hand.turn();
    assertThat(futures.stream().allMatch(CompletableFuture::isDone)).isTrue();
  }

  /** The two kinds of futures, and the ways in which their holders may end them. */
  static Stream<
          Map.Entry<
              BiFunction<AutoRefreshCache<Job>, String, CompletableFuture<Job>>,
              Consumer<CompletableFuture<Job>>>>
      endedFutures() {
    Job job = Job.of("a");
    List<BiFunction<AutoRefreshCache<Job>, String, CompletableFuture<Job>>> kinds =
        List.of(AutoRefreshCache::refresh, (cache, id) -> cache.await(id, any -> false));
    List<Consumer<CompletableFuture<Job>>> ends =
        List.of(
            future -> future.cancel(false),
            future -> future.complete(job),
            future -> future.completeExceptionally(new IllegalStateException()),
            future -> future.completeAsync(() -> job, Runnable::run),
            future -> future.completeOnTimeout(job, 1, TimeUnit.NANOSECONDS),
            future -> future.orTimeout(1, TimeUnit.NANOSECONDS));
    return kinds.stream().flatMap(kind -> ends.stream().map(end -> Map.entry(kind, end)));
  }

  @ParameterizedTest
  @MethodSource("endedFutures")
  void futuresThatTheirHoldersHaveEndedAreForgotten(
      Map.Entry<
              BiFunction<AutoRefreshCache<Job>, String, CompletableFuture<Job>>,
              Consumer<CompletableFuture<Job>>>
          kind) {
    cache.getOrCreate(Job.of("a"));
    CompletableFuture<Job> kept = kind.getKey().apply(cache, "a");
    List<WeakReference<CompletableFuture<Job>>> ended = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      CompletableFuture<Job> future = kind.getKey().apply(cache, "a");
      kind.getValue().accept(future);
      ended.add(new WeakReference<>(future));
    }
    await()
        .until(
            () -> {
              System.gc();
              return ended.stream().allMatch(future -> future.get() == null);
            });
    assertThat(kept).isNotDone();
  }

  @Test
  void cancelledRefreshesOfManyItemsAreForgotten() {
    List<WeakReference<CompletableFuture<Job>>> cancelled = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      String id = "job-" + i;
      cache.getOrCreate(Job.of(id));
      CompletableFuture<Job> future = cache.refresh(id);
      future.cancel(true);
      cancelled.add(new WeakReference<>(future));
    }
    await()
        .until(
            () -> {
              System.gc();
              return cancelled.stream().allMatch(future -> future.get() == null);
            });
  }
}
