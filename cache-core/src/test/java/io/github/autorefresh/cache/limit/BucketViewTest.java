package io.github.autorefresh.cache.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.spi.ManualTime;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resilience4j.ratelimiter.event.RateLimiterEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30) // far above what passes, far below the timeouts that must not be waited for
class BucketViewTest {

  private final ManualTime time = new ManualTime();
  private final TokenBucketRateLimiter bucket = TokenBucketRateLimiter.of("jobs", 10, 5, time);
  private final RateLimiter view = bucket.asResilience4j();

  @Test
  void decoratedCallsAndCacheDrawFromOneBucket() {
    view.changeTimeoutDuration(Duration.ZERO);
    Supplier<String> call = RateLimiter.decorateSupplier(view, () -> "done");
    assertThat(bucket.take(3)).isEqualTo(3);
    assertThat(call.get()).isEqualTo("done");
    assertThat(call.get()).isEqualTo("done");
    assertThatExceptionOfType(RequestNotPermitted.class)
        .isThrownBy(call::get)
        .withMessageContaining("jobs");
    assertThat(bucket.take(1)).isZero();
    time.advance(Duration.ofMillis(100));
    assertThat(call.get()).isEqualTo("done");
  }

  @Test
  void reservationWithinTheTimeoutIsMade() {
    view.changeTimeoutDuration(Duration.ofMillis(200));
    assertThat(view.reservePermission(5)).isZero();
    assertThat(view.reservePermission(2)).isEqualTo(Duration.ofMillis(200).toNanos());
    assertThat(bucket.reserve()).isEqualTo(Duration.ofMillis(300).toNanos());
  }

  @Test
  void reservationBeyondTheTimeoutIsRefusedAndTakesNothing() {
    view.changeTimeoutDuration(Duration.ofMillis(199));
    bucket.take(5);
    assertThat(view.reservePermission(2)).isEqualTo(-1);
    assertThat(bucket.reserve()).isEqualTo(Duration.ofMillis(100).toNanos());
  }

  @Test
  void moreThanTheBurstAtOnceIsRefusedWithoutWaiting() {
    view.changeTimeoutDuration(Duration.ofHours(1));
    assertThat(view.acquirePermission(6)).isFalse();
    assertThat(view.reservePermission(6)).isEqualTo(-1);
    assertThat(view.acquirePermission(5)).isTrue();
  }

  @Test
  void whatCannotBeHadWithinTheTimeoutIsRefusedWithoutWaiting() {
    TokenBucketRateLimiter slow = TokenBucketRateLimiter.of("slow", 1e-6, 2);
    RateLimiter slowView = slow.asResilience4j();
    slowView.changeTimeoutDuration(Duration.ofDays(1));
    assertThat(slowView.acquirePermission(2)).isTrue();
    assertThat(slowView.acquirePermission(1)).isFalse();
    assertThat(slowView.getMetrics().getAvailablePermissions()).isZero();
  }

  @Test
  void longestTimeoutIsNoOverflow() {
    view.changeTimeoutDuration(Duration.ofNanos(Long.MAX_VALUE));
    assertThat(view.reservePermission(5)).isZero();
    assertThat(view.reservePermission(5)).isEqualTo(Duration.ofMillis(500).toNanos());
  }

  @Test
  void acquiringWaitsForThePermitsTime() {
    TokenBucketRateLimiter fast = TokenBucketRateLimiter.of("fast", 500, 1);
    RateLimiter fastView = fast.asResilience4j();
    long start = System.nanoTime();
    for (int i = 0; i < 6; i++) {
      assertThat(fastView.acquirePermission()).isTrue();
    }
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(10_000_000);
    assertThat(fastView.getMetrics().getNumberOfWaitingThreads()).isZero();
  }

  @Test
  void interruptedWaiterGetsNoPermitAndStaysInterrupted() throws Exception {
    RateLimiter slowView = TokenBucketRateLimiter.of("slow", 0.01, 1).asResilience4j();
    slowView.changeTimeoutDuration(Duration.ofHours(1));
    slowView.acquirePermission();
    CompletableFuture<Boolean> acquired = new CompletableFuture<>();
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread waiter =
        new Thread(
            () -> {
              boolean result = slowView.acquirePermission();
              interrupted.set(Thread.currentThread().isInterrupted());
              acquired.complete(result);
            });
    waiter.start();
    await().until(() -> slowView.getMetrics().getNumberOfWaitingThreads() == 1);
    assertThat(acquired).isNotDone();
    waiter.interrupt();
    assertThat(acquired.get()).isFalse();
    assertThat(interrupted).isTrue();
    assertThat(slowView.getMetrics().getNumberOfWaitingThreads()).isZero();
  }

  @Test
  void threadThatIsInterruptedAlreadyReservesNothing() {
    bucket.take(5);
    Thread.currentThread().interrupt();
    assertThat(view.acquirePermission()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(view.getMetrics().getAvailablePermissions()).isZero();
  }

  @Test
  void drainingTakesWhatIsFreeAndKeepsWhatIsOwed() {
    view.drainPermissions();
    assertThat(bucket.take(5)).isZero();
    bucket.reserve();
    view.drainPermissions();
    assertThat(view.getMetrics().getAvailablePermissions()).isEqualTo(-1);
  }

  @Test
  void eventsTellOfCallsThroughTheView() {
    List<String> heard = new ArrayList<>();
    view.getEventPublisher().onEvent(event -> heard.add(tell(event)));
    view.getEventPublisher().onSuccess(event -> heard.add("success"));
    view.getEventPublisher().onFailure(event -> heard.add("failure"));
    view.changeTimeoutDuration(Duration.ZERO);
    view.acquirePermission(2);
    view.reservePermission(1);
    view.drainPermissions();
    view.acquirePermission(1);
    view.reservePermission(2);
    view.changeTimeoutDuration(Duration.ofMillis(100));
    view.reservePermission(1);
    assertThat(heard)
        .containsExactly(
            "jobs SUCCESSFUL_ACQUIRE 2",
            "success",
            "jobs SUCCESSFUL_ACQUIRE 1",
            "success",
            "jobs DRAINED 2",
            "jobs FAILED_ACQUIRE 1",
            "failure",
            "jobs FAILED_ACQUIRE 2",
            "failure",
            "jobs SUCCESSFUL_ACQUIRE 1",
            "success");
  }

  @Test
  void consumerThatThrowsHarmsNeitherTheTakerNorTheOthers() {
    List<String> heard = new ArrayList<>();
    view.getEventPublisher()
        .onEvent(
            event -> {
              throw new AssertionError("first");
            });
    view.getEventPublisher()
        .onSuccess(
            event -> {
              throw new Unprintable();
            });
    view.getEventPublisher().onEvent(event -> heard.add(tell(event)));
    assertThat(view.acquirePermission(2)).isTrue();
    assertThat(view.reservePermission(1)).isZero();
    view.drainPermissions();
    assertThat(heard)
        .containsExactly(
            "jobs SUCCESSFUL_ACQUIRE 2", "jobs SUCCESSFUL_ACQUIRE 1", "jobs DRAINED 2");
    time.advance(Duration.ofMillis(100));
    assertThat(bucket.take(9)).isEqualTo(1);
  }

  /** Can't be logged. */
  private static final class Unprintable extends RuntimeException {

    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }
  }

  @Test
  void metricsTellOfTheWholeBucket() {
    RateLimiter.Metrics metrics = view.getMetrics();
    assertThat(metrics.getAvailablePermissions()).isEqualTo(5);
    bucket.take(5);
    bucket.reserve();
    assertThat(metrics.getAvailablePermissions()).isEqualTo(-1);
    time.advance(Duration.ofMillis(250));
    assertThat(metrics.getAvailablePermissions()).isEqualTo(1);
  }

  @Test
  void configTellsRateAndTimeout() {
    view.changeTimeoutDuration(Duration.ofSeconds(7));
    bucket.retune(0.5, 3);
    RateLimiterConfig config = view.getRateLimiterConfig();
    assertThat(config.getLimitForPeriod()).isEqualTo(3);
    assertThat(config.getLimitRefreshPeriod()).isEqualTo(Duration.ofSeconds(6));
    assertThat(config.getTimeoutDuration()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void registryHoldsTheView() {
    RateLimiterRegistry registry = RateLimiterRegistry.ofDefaults();
    registry.rateLimiter("jobs");
    registry.replace("jobs", view);
    assertThat(registry.rateLimiter("jobs")).isSameAs(bucket.asResilience4j());
    assertThat(registry.getAllRateLimiters()).containsExactly(view);
  }

  @Test
  void rateIsNotForTheViewToChange() {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> view.changeLimitForPeriod(9))
        .withMessageContaining("'jobs'");
  }

  @Test
  void negativeNumberOfPermitsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> view.reservePermission(-1))
        .withMessage("permits must be at least 0, but was -1");
    assertThat(view.acquirePermission(0)).isTrue();
    assertThat(bucket.take(9)).isEqualTo(5);
  }

  private static String tell(RateLimiterEvent event) {
    return event.getRateLimiterName()
        + " "
        + event.getEventType()
        + " "
        + event.getNumberOfPermits();
  }
}
