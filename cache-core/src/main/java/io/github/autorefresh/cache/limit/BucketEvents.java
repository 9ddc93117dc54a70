package io.github.autorefresh.cache.limit;

import io.github.autorefresh.cache.spi.ForeignCode;
import io.github.autorefresh.cache.spi.TimeSource;
import io.github.resilience4j.core.EventConsumer;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.event.RateLimiterEvent;
import io.github.resilience4j.ratelimiter.event.RateLimiterOnFailureEvent;
import io.github.resilience4j.ratelimiter.event.RateLimiterOnSuccessEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event consumers of a {@link BucketView}. They are called one after the other, in the order of
 * their registration, on the thread that takes the permit. What one of them throws is logged, at
 * most once a minute, and affects neither that thread nor the other consumers. Thread-safe.
 */
final class BucketEvents implements RateLimiter.EventPublisher {

  private static final Logger log = LoggerFactory.getLogger(BucketEvents.class);
  private static final long LOG_EVERY = Duration.ofMinutes(1).toNanos();

  private final String limiter;
  private final TimeSource time;
  private final List<EventConsumer<RateLimiterEvent>> consumers = new CopyOnWriteArrayList<>();
  private volatile long logFrom;

  BucketEvents(String limiter, TimeSource time) {
    this.limiter = limiter;
    this.time = time;
    logFrom = time.nanos();
  }

  boolean hasConsumers() {
    return !consumers.isEmpty();
  }

  void publish(RateLimiterEvent event) {
    for (EventConsumer<RateLimiterEvent> consumer : consumers) {
      try {
        consumer.consumeEvent(event);
      } catch (Throwable thrown) {
        failed(thrown);
      }
    }
  }

  private void failed(Throwable thrown) {
    long now = time.nanos();
    if (now - logFrom < 0) {
      return;
    }
    logFrom = now + LOG_EVERY;
    ForeignCode.contained(
        () -> log.error("Rate limiter \"{}\": an event consumer threw", limiter, thrown),
        () ->
            log.error(
                "Rate limiter \"{}\": an event consumer threw a {}",
                limiter,
                thrown.getClass().getName()));
  }

  @Override
  public void onEvent(EventConsumer<RateLimiterEvent> consumer) {
    consumers.add(consumer);
  }

  @Override
  public RateLimiter.EventPublisher onSuccess(EventConsumer<RateLimiterOnSuccessEvent> consumer) {
    return on(RateLimiterOnSuccessEvent.class, consumer);
  }

  @Override
  public RateLimiter.EventPublisher onFailure(EventConsumer<RateLimiterOnFailureEvent> consumer) {
    return on(RateLimiterOnFailureEvent.class, consumer);
  }

  private <E extends RateLimiterEvent> RateLimiter.EventPublisher on(
      Class<E> type, EventConsumer<E> consumer) {
    consumers.add(
        event -> {
          if (type.isInstance(event)) {
            consumer.consumeEvent(type.cast(event));
          }
        });
    return this;
  }
}
