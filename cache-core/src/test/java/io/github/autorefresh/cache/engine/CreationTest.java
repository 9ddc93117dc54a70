package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheFullException;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CreationTest {

  private final AutoRefreshCache<Job> cache =
      new SteppedTime().cache("jobs").build((Job job) -> job.next());

  @Test
  void registeredItemWinsOverLaterOnes() {
    Job first = Job.of("a");
    assertThat(cache.getOrCreate(first)).isSameAs(first);
    assertThat(cache.getOrCreate(Job.of("a").next())).isSameAs(first);
    assertThat(cache.getOrCreate("a", id -> Job.of(id).next())).isSameAs(first);
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void manyCallersGetTheItemOfOneCreator() {
    AtomicInteger calls = new AtomicInteger();
    Set<Job> seen = ConcurrentHashMap.newKeySet();
    IntStream.range(0, 200)
        .parallel()
        .forEach(i -> seen.add(cache.getOrCreate("a", id -> Job.of(id).every(nanos(calls)))));
    assertThat(calls).hasValue(1);
    assertThat(seen).hasSize(1);
  }

  private static Duration nanos(AtomicInteger calls) {
    return Duration.ofNanos(calls.incrementAndGet());
  }

  @Test
  void failingCreatorStoresNothingAndMayBeTriedAgain() {
    IllegalStateException failure = new IllegalStateException("down");
    assertThatThrownBy(
            () ->
                cache.getOrCreate(
                    "a",
                    id -> {
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(cache.get("a")).isNull();
    assertThat(cache.size()).isZero();
    assertThat(cache.getOrCreate("a", Job::of)).isEqualTo(Job.of("a"));
  }

  @Test
  void creatorIsHeldToItsPromises() {
    assertThatThrownBy(() -> cache.getOrCreate("a", id -> null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> cache.getOrCreate("a", id -> Job.of("b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"a\"")
        .hasMessageContaining("\"b\"");
    assertThatThrownBy(() -> cache.getOrCreate("a", id -> cache.getOrCreate(id, Job::of)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> cache.getOrCreate("a", id -> Job.of(id).every(Duration.ZERO)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(cache.size()).isZero();
  }

  @Test
  void itemIsAbsentWhileItsCreatorRuns() {
    cache.getOrCreate(
        "a",
        id -> {
          assertThat(cache.get(id)).isNull();
          assertThat(cache.delete(id)).isFalse();
          return Job.of(id);
        });
    assertThat(cache.get("a")).isNotNull();
  }

  @Test
  void whoeverComesWhileACreatorRunsGetsItsItem() throws Exception {
    CountDownLatch made = new CountDownLatch(1);
    List<Thread> joiners = new ArrayList<>();
    Set<Job> joined = ConcurrentHashMap.newKeySet();
    Job winner =
        cache.getOrCreate(
            "a",
            id -> {
              joiners.add(joinOnThread(() -> joined.add(cache.getOrCreate(Job.of(id).next()))));
              joiners.add(joinOnThread(() -> joined.add(cache.getOrCreate(id, made(made)))));
              return Job.of(id);
            });
    for (Thread joiner : joiners) {
      joiner.join();
    }
    assertThat(joined).containsExactly(winner);
    assertThat(made.getCount()).as("the second creator did not run").isEqualTo(1);
  }

  private static Function<String, Job> made(CountDownLatch made) {
    return id -> {
      made.countDown();
      return Job.of(id);
    };
  }

  @Test
  void whoeverComesWhileACreatorFailsGetsItsFailureAndTheNextOneTriesAgain() throws Exception {
    IllegalStateException failure = new IllegalStateException("down");
    List<Thread> joiners = new ArrayList<>();
    Set<Throwable> thrown = ConcurrentHashMap.newKeySet();
    assertThatThrownBy(
            () ->
                cache.getOrCreate(
                    "a",
                    id -> {
                      joiners.add(
                          joinOnThread(
                              () -> {
                                try {
                                  cache.getOrCreate(Job.of(id));
                                } catch (IllegalStateException e) {
                                  thrown.add(e);
                                }
                              }));
                      throw failure;
                    }))
        .isSameAs(failure);
    for (Thread joiner : joiners) {
      joiner.join();
    }
    assertThat(thrown).containsExactly(failure);
    assertThat(cache.getOrCreate("a", Job::of)).isEqualTo(Job.of("a"));
  }

  /** Runs it on a thread of its own, and returns once that waits. */
  private static Thread joinOnThread(Runnable join) {
    Thread thread = new Thread(join, "joiner");
    thread.start();
    await().until(() -> thread.getState() == Thread.State.WAITING);
    return thread;
  }

  @Test
  void creatorMayCreateOtherItems() {
    cache.getOrCreate("a", id -> Job.of(cache.getOrCreate("b", Job::of) == null ? "" : id));
    assertThat(cache.size()).isEqualTo(2);
  }

  @Test
  void reservedPlaceCountsAndIsGivenBackByAFailingCreator() {
    AutoRefreshCache<Job> small = new SteppedTime().cache("small").maxSize(1).build(Job::next);
    assertThatThrownBy(
            () ->
                small.getOrCreate(
                    "a",
                    id -> {
                      assertThatThrownBy(() -> small.getOrCreate(Job.of("b")))
                          .isInstanceOf(CacheFullException.class);
                      throw new IllegalStateException("down");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(small.getOrCreate(Job.of("b"))).isNotNull();
  }

  @Test
  void deletedItemIsNotSharedWithWhoComesAfterItsDeletion() throws Exception {
    AtomicReference<Thread> late = new AtomicReference<>();
    CompletableFuture<Job> answer = new CompletableFuture<>();
    cache.addListener(
        new CacheListener<>() {
          @Override
          public void onCreated(Job job) {
            if (late.get() == null) { // the creation has not ended, but its item can be seen
              assertThat(cache.delete(job.id())).isTrue();
              late.set(new Thread(() -> answer.complete(cache.getOrCreate(Job.of("a").next()))));
              late.get().start();
              await().until(() -> late.get().getState() == Thread.State.WAITING);
            }
          }
        });
    cache.getOrCreate(Job.of("a"));
    late.get().join();
    assertThat(answer).isCompletedWithValue(Job.of("a").next());
    assertThat(cache.get("a")).isEqualTo(Job.of("a").next());
  }
}
