package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.CacheUnavailableException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Asks Redis again while the answer is that another replica is busy with an id, for no longer than
 * a call of the application waits. Thread-safe.
 */
final class BusyRetry {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final LeaseSettings settings;
  private final CreationSignal creationSignal;

  BusyRetry(LeaseSettings settings, CreationSignal creationSignal) {
    this.settings = settings;
    this.creationSignal = creationSignal;
  }

  /**
   * The first answer that is not of the class that means busy.
   *
   * @param refusal how the message begins if there is none in time
   * @param cause how that of its cause begins
   * @throws CacheUnavailableException if there is none in time
   */
  <S> S untilNotBusy(Supplier<S> asking, Class<? extends S> busy, String refusal, String cause) {
    long began = System.nanoTime();
    Duration longest = settings.createTimeout();
    S step = asking.get();
    while (busy.isInstance(step)) {
      if (System.nanoTime() - began >= longest.toNanos()) {
        throw new CacheUnavailableException(
            refusal + longest, new TimeoutException(cause + longest));
      }
      creationSignal.await(LOOK_AGAIN);
      step = asking.get();
    }
    return step;
  }
}
