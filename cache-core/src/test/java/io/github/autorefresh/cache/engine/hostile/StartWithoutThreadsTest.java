package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A start for which there are too few threads. */
class StartWithoutThreadsTest {

  private final AutoRefreshCache<Job> cache =
      AutoRefreshCacheBuilder.named("threadless")
          .resyncPeriod(Duration.ofMillis(20))
          .build(Job::next);

  @AfterEach
  void close() {
    cache.close();
  }

  /**
   * A thread that can make no more than so many threads: a new thread asks the one that makes it
   * for its class loader, as the library's own do once more.
   */
  private static final class Exhausted extends Thread {

    private final Throwable error;
    private int left;

    Exhausted(int left, Throwable error, Runnable task) {
      super(task);
      this.left = left;
      this.error = error;
    }

    @Override
    public ClassLoader getContextClassLoader() {
      if (currentThread() == this && left-- <= 0) {
        throw Thrown.raised(error);
      }
      return super.getContextClassLoader();
    }
  }

  /** Starts on such a thread; returns what that threw. */
  private Throwable start(int left, Throwable error) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread starter =
        new Exhausted(
            left,
            error,
            () -> {
              try {
                cache.start();
              } catch (Throwable failure) {
                thrown.set(failure);
              }
            });
    starter.start();
    starter.join();
    return thrown.get();
  }

  private void assertStopped() {
    assertThat(cache.isRunning()).isFalse();
    await().until(() -> StoppedCaches.threadsOf("threadless").isEmpty());
  }

  private void assertLaterStartWorks() {
    cache.start();
    assertThat(cache.isRunning()).isTrue();
    await().until(() -> cache.get("a").version() > 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void errorReachesTheCallerAndALaterStartWorks(int left) throws InterruptedException {
    cache.getOrCreate(Job.of("a"));
    Error error = new OutOfMemoryError("unable to create native thread");
    Throwable thrown = start(left, error);
    if (thrown == null) { // so many threads are enough
      assertThat(left).isGreaterThan(1);
    } else {
      assertThat(thrown).isSameAs(error);
      assertStopped();
    }
    assertLaterStartWorks();
  }

  @ParameterizedTest
  @EnumSource
  void anyFailureReachesTheCaller(Thrown kind) throws InterruptedException {
    cache.getOrCreate(Job.of("a"));
    Throwable error = kind.make();
    assertThat(start(0, error) == error).isTrue();
    assertThat(start(1, error) == error).isTrue();
    assertStopped();
    assertLaterStartWorks();
  }

  @Test
  void failedStartLeavesWhatWasThereBefore() throws InterruptedException {
    cache.start();
    cache.getOrCreate(Job.of("a"));
    await().until(() -> cache.get("a").version() > 0);
    cache.stop();
    assertThat(start(1, new OutOfMemoryError())).isInstanceOf(OutOfMemoryError.class);
    assertStopped();
    int version = cache.get("a").version();
    cache.getOrCreate(Job.of("b"));
    cache.stop();
    assertThat(cache.get("a").version()).as("nobody syncs").isEqualTo(version);
    assertLaterStartWorks();
  }

  @Test
  void cacheMayBeClosedAfterAFailedStart() throws InterruptedException {
    assertThat(start(1, new OutOfMemoryError())).isInstanceOf(OutOfMemoryError.class);
    cache.close();
    assertStopped();
    assertThatThrownBy(cache::start).isInstanceOf(IllegalStateException.class);
  }
}
