package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.Job;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Handlers on threads of their own, which hang, time out, and outlive their cache. */
class HandlerThreadsTest {

  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger interrupts = new AtomicInteger();
  private AutoRefreshCache<Job> cache;

  @AfterEach
  void close() {
    released.countDown();
    if (cache != null) {
      cache.close();
    }
  }

  private static AutoRefreshCacheBuilder builder() {
    return AutoRefreshCacheBuilder.named("jobs")
        .unlimited()
        .resyncPeriod(Duration.ofDays(1))
        .syncTimeout(Duration.ofDays(1))
        .shutdownTimeout(Duration.ofMillis(50));
  }

  private void start(AutoRefreshCacheBuilder builder, ItemHandler<Job> handler) {
    cache = builder.handler(handler).build(Job::terminal);
    cache.start();
  }

  /** Hangs until the test lets it go; with or without a regard for interrupts. */
  private void hang(boolean heedsInterrupts) throws InterruptedException {
    calls.incrementAndGet();
    while (true) {
      try {
        assertThat(released.await(30, TimeUnit.SECONDS)).isTrue();
        return;
      } catch (InterruptedException e) {
        interrupts.incrementAndGet();
        if (heedsInterrupts) {
          throw e;
        }
      }
    }
  }

  private boolean isUnhandled(String id) {
    return cache.entry(id).unhandled();
  }

  @Test
  void handlerRunsOnThreadsOfItsOwn() {
    CompletableFuture<Thread> on = new CompletableFuture<>();
    start(builder().executor(Runnable::run), job -> on.complete(Thread.currentThread()));
    cache.getOrCreate(Job.of("a"));
    Thread thread = on.join();
    assertThat(thread.getName()).startsWith("jobs-handler-");
    assertThat(thread.isDaemon()).isTrue();
  }

  @Test
  void hungHandlerDelaysNoSyncAndNoOtherHandlerCall() {
    start(
        builder().handlerParallelism(2),
        job -> {
          if (job.id().equals("hangs")) {
            hang(true);
          }
        });
    cache.getOrCreate(Job.of("hangs"));
    await().until(() -> calls.get() == 1);
    for (int i = 0; i < 100; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    await().until(() -> cache.stats().unhandled() == 1);
    assertThat(isUnhandled("hangs")).isTrue();
  }

  @Test
  void noMoreCallsRunAtOnceThanTheParallelism() {
    AtomicInteger running = new AtomicInteger();
    start(
        builder().handlerParallelism(3),
        job -> {
          assertThat(running.incrementAndGet()).isLessThanOrEqualTo(3);
          hang(true);
          running.decrementAndGet();
        });
    for (int i = 0; i < 20; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    await().until(() -> calls.get() == 3);
    await().during(Duration.ofMillis(50)).until(() -> calls.get() == 3);
    released.countDown();
    await().until(() -> cache.stats().unhandled() == 0);
    assertThat(cache.stats().handlerFailing()).isZero();
    assertThat(calls).hasValue(20);
  }

  @Test
  void callThatTakesTooLongIsInterruptedAndMadeAgain() {
    start(
        builder()
            .syncTimeout(Duration.ofMillis(50))
            .backoff(Duration.ofMillis(1), Duration.ofMillis(1)),
        job -> {
          if (calls.get() == 0) {
            hang(true);
          }
          calls.incrementAndGet();
        });
    cache.getOrCreate(Job.of("a"));
    await().until(() -> calls.get() == 2);
    await().until(() -> !isUnhandled("a"));
    assertThat(interrupts).hasValue(1);
  }

  @Test
  void timedOutCallHoldsItsThreadAndIsNotRepeatedBeforeItReturns() {
    start(
        builder()
            .syncTimeout(Duration.ofMillis(20))
            .backoff(Duration.ofMillis(1), Duration.ofMillis(1))
            .handlerParallelism(2),
        job -> hang(false));
    cache.getOrCreate(Job.of("a"));
    await().until(() -> cache.entry("a").handlerError() instanceof TimeoutException);
    await().during(Duration.ofMillis(100)).until(() -> calls.get() == 1);
    cache.getOrCreate(Job.of("b"));
    await().until(() -> calls.get() == 2);
    cache.getOrCreate(Job.of("c"));
    await().during(Duration.ofMillis(100)).until(() -> calls.get() == 2);
    released.countDown();
    await().until(() -> cache.stats().unhandled() == 0);
    assertThat(calls).as("a call that returns has handled its item, late or not").hasValue(3);
  }

  @Test
  void recreatedIdIsNotHandledBeforeItsOldCallHasReturned() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    start(
        builder(),
        job -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          hang(true);
          running.decrementAndGet();
        });
    cache.getOrCreate(Job.of("a"));
    await().until(() -> calls.get() == 1);
    cache.delete("a");
    cache.getOrCreate(Job.of("a"));
    await().until(() -> isUnhandled("a"));
    await().during(Duration.ofMillis(50)).until(() -> calls.get() == 1);
    released.countDown();
    await().until(() -> calls.get() == 2 && !isUnhandled("a"));
    assertThat(most).hasValue(1);
  }

  @Test
  void statesThatPassedDuringACallAreNotHandedIn() {
    ItemHandler<Job> slow =
        new ItemHandler<>() {
          @Override
          public void handle(Job job) throws Exception {
            if (job.version() == 1) {
              hang(true);
            }
            calls.addAndGet(job.version() * 100);
          }

          @Override
          public boolean wants(Job job) {
            return true;
          }
        };
    cache = builder().handler(slow).build(job -> job.version() == 3 ? job.terminal() : job.next());
    cache.start();
    cache.getOrCreate(Job.of("a"));
    await().until(() -> calls.get() == 1);
    for (int i = 2; i <= 4; i++) {
      cache.refresh("a").join();
    }
    assertThat(cache.get("a").isTerminal()).isTrue();
    released.countDown();
    await().until(() -> !isUnhandled("a"));
    assertThat(calls).as("the first state, and the last").hasValue(1 + 100 + 400);
  }

  @Test
  void stopWaitsForTheHandlerAndItsItemIsHandled() {
    start(builder().shutdownTimeout(Duration.ofSeconds(30)), job -> hang(true));
    cache.getOrCreate(Job.of("a"));
    await().until(() -> calls.get() == 1);
    CompletableFuture<Void> stop = CompletableFuture.runAsync(cache::stop);
    await().until(() -> !cache.isRunning());
    await().during(Duration.ofMillis(50)).until(() -> !stop.isDone());
    released.countDown();
    stop.join();
    assertThat(isUnhandled("a")).isFalse();
    assertThat(interrupts).hasValue(0);
  }

  @Test
  void stopInterruptsTheHandlerAfterItsTimeoutAndReturnsInTime() {
    start(builder(), job -> hang(false));
    cache.getOrCreate(Job.of("a"));
    await().until(() -> calls.get() == 1);
    long began = System.nanoTime();
    cache.stop();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    assertThat(interrupts).hasValue(1);
    assertThat(isUnhandled("a")).isTrue();
    cache.start();
    await().during(Duration.ofMillis(50)).until(() -> calls.get() == 1);
    released.countDown();
    await().until(() -> !isUnhandled("a"));
    assertThat(calls).as("the abandoned call has handled it").hasValue(1);
  }

  @Test
  void noCallBeginsAfterAStop() {
    start(builder().handlerParallelism(4), job -> calls.incrementAndGet());
    for (int round = 0; round < 20; round++) {
      int first = round * 100;
      for (int i = first; i < first + 100; i++) {
        cache.getOrCreate(Job.of("job-" + i));
      }
      cache.stop();
      int before = calls.get();
      await().during(Duration.ofMillis(2)).until(() -> true);
      assertThat(calls).hasValue(before);
      cache.start();
    }
    await().until(() -> calls.get() == 2000);
    await().until(() -> cache.stats().unhandled() == 0);
  }

  @Test
  void stoppedCacheKeepsNoThread() {
    start(builder(), job -> calls.incrementAndGet());
    cache.getOrCreate(Job.of("a"));
    await().until(() -> calls.get() == 1);
    cache.stop();
    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("jobs-hand")));
  }

  @Test
  void everyEndIsHandledOnceWhileItemsComeAndGo() {
    ConcurrentHashMap<String, LongAdder> handled = new ConcurrentHashMap<>();
    start(
        builder().handlerParallelism(4),
        job -> handled.computeIfAbsent(job.id(), id -> new LongAdder()).increment());
    for (int i = 0; i < 20_000; i++) {
      cache.getOrCreate(Job.of("job-" + i));
      if (i % 7 == 0) {
        cache.delete("job-" + (i - 100));
      }
    }
    await().until(() -> cache.stats().unhandled() == 0 && cache.stats().overdue() == 0);
    cache.stop();
    assertThat(handled.values()).allMatch(count -> count.sum() == 1);
    cache.entries().forEach(entry -> assertThat(handled).containsKey(entry.item().id()));
  }
}
