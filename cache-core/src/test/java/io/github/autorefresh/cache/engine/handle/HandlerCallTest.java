package io.github.autorefresh.cache.engine.handle;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spi.HandlerClaim;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A call whose failure is noted in a store that is slow to answer. */
class HandlerCallTest {

  /** The common pool may have one thread only. */
  private static final Executor ON_THREAD = task -> new Thread(task).start();

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch answered = new CountDownLatch(1);
  private final AtomicInteger notes = new AtomicInteger();
  private final HandlerCall<Job> call =
      new HandlerCall<>(
          new HandlerClaim<>("mark", "a", Job.of("a"), 0), new Thread("the handler's"), 0);

  @AfterEach
  void answer() {
    answered.countDown();
  }

  private void note() {
    notes.incrementAndGet();
    begun.countDown();
    try {
      assertThat(answered.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void neitherTheLoopNorAStopWaitsForTheStore() throws Exception {
    assertThat(call.failed(this::note)).isTrue();
    CompletableFuture<Void> noting = CompletableFuture.runAsync(call::noteFailure, ON_THREAD);
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Boolean> others =
        CompletableFuture.supplyAsync(
            () -> {
              call.interrupt();
              return call.timeOut() && !call.failed(this::note);
            },
            ON_THREAD);
    assertThat(others.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(noting).isNotDone();
  }

  @Test
  void failureIsNotedOnceAndBeforeTheClaimEnds() throws Exception {
    assertThat(call.failed(this::note)).isTrue();
    CompletableFuture<Void> first = CompletableFuture.runAsync(call::noteFailure, ON_THREAD);
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Void> second = CompletableFuture.runAsync(call::noteFailure, ON_THREAD);
    assertThat(second).isNotDone();
    answered.countDown();
    CompletableFuture.allOf(first, second).get(30, TimeUnit.SECONDS);
    assertThat(notes).hasValue(1);
  }
}
