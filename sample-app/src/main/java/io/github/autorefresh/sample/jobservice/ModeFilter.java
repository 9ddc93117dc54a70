package io.github.autorefresh.sample.jobservice;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plays slow, throttled, failing or gone before the handler that does the work. The mode is any
 * thread's.
 */
final class ModeFilter extends Filter {

  private final Pace.Sleeper sleeper;

  /** Tells at once whether a request is too many. */
  private final RateLimiter throttle =
      RateLimiter.of(
          "job-service",
          RateLimiterConfig.custom()
              .limitForPeriod(ServiceMode.THROTTLED_PER_SECOND)
              .limitRefreshPeriod(Duration.ofSeconds(1))
              .timeoutDuration(Duration.ZERO)
              .build());

  private volatile ServiceMode mode = ServiceMode.NORMAL;

  ModeFilter(Pace.Sleeper sleeper) {
    this.sleeper = sleeper;
  }

  ServiceMode mode() {
    return mode;
  }

  void mode(ServiceMode mode) {
    this.mode = mode;
  }

  @Override
  public String description() {
    return "plays slow, throttled, failing or gone";
  }

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    switch (mode) {
      case NORMAL -> chain.doFilter(exchange);
      case SLOW -> {
        dawdle();
        chain.doFilter(exchange);
      }
      case THROTTLED -> {
        if (throttle.acquirePermission()) {
          chain.doFilter(exchange);
        } else {
          refuse(exchange, Refusal.tooManyRequests(ServiceMode.RETRY_AFTER_SECONDS));
        }
      }
      case FAILING -> refuse(exchange, Refusal.internalError());
      case GONE -> exchange.close();
    }
  }

  private void dawdle() throws InterruptedIOException {
    try {
      sleeper.sleep(ServiceMode.SLOWNESS_MILLIS * 1_000_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the service closes");
    }
  }

  private static void refuse(HttpExchange exchange, Refusal refusal) throws IOException {
    try {
      refusal.response().send(exchange, JsonMapper.shared());
    } finally {
      exchange.close();
    }
  }
}
