package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RetryAfterException;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HoldThreadsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final SteppedTime hand = new SteppedTime();
  private final Blocking blocking = new Blocking(true);

  private final AutoRefreshCache<Job> cache =
      hand.cache("jobs")
          .executor(Blocking::onThread)
          .syncTimeout(TIMEOUT)
          .unlimited()
          .build(this::sync);

  private Job sync(Job job) throws InterruptedException {
    if (job.id().equals("other")) {
      return job.next();
    }
    Job unused = blocking.sync(job);
    throw new RetryAfterException(Duration.ofMinutes(1));
  }

  @AfterEach
  void letGo() {
    blocking.release();
  }

  private void call() {
    cache.start();
    cache.getOrCreate(Job.of("told"));
    hand.turn();
    blocking.awaitCall();
  }

  @Test
  void callThatHadTimedOutHoldsNothing() {
    call();
    hand.pass(TIMEOUT);
    hand.turn();
    assertThat(cache.entry("told").lastError()).isInstanceOf(TimeoutException.class);
    blocking.release();
    await().until(() -> cache.stats().inFlight() == 0);
    assertThat(cache.stats().heldUntil()).isNull();
    assertThat(cache.stats().deferred()).isZero();
  }

  @Test
  void callsThatAreUnderWayEndNormally() {
    call();
    AutoRefreshCache<Job> held =
        hand.cache("held")
            .executor(Blocking::onThread)
            .unlimited()
            .build(
                job -> {
                  if (job.id().equals("slow")) {
                    return blocking.sync(job);
                  }
                  throw new RetryAfterException(Duration.ofMinutes(1));
                });
    held.start();
    held.getOrCreate(Job.of("slow"));
    hand.turn();
    await().until(() -> blocking.calls.get() == 2);
    held.getOrCreate(Job.of("told"));
    hand.turn();
    await().until(() -> held.stats().heldUntil() != null);
    blocking.release();
    await().until(() -> held.get("slow").version() == 1);
  }
}
