package io.github.autorefresh.cache.spring.actuate;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheStats;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** The health of one cache; costs the same at any size. */
final class CacheHealthIndicator extends AbstractHealthIndicator {

  private static final Duration LONGEST_TURN = Duration.ofSeconds(10);

  /** A handler that fails for less is its own retry's concern. */
  private static final Duration LONG_FAILING_HANDLER = Duration.ofHours(1);

  private final AutoRefreshCache<?> cache;
  private final Status onOutage;
  private final InstantSource clock;

  CacheHealthIndicator(AutoRefreshCache<?> cache, Status onOutage, InstantSource clock) {
    super("The health of cache '" + cache.name() + "' could not be told");
    this.cache = cache;
    this.onOutage = onOutage;
    this.clock = clock;
  }

  @Override
  protected void doHealthCheck(Health.Builder health) {
    CacheStats stats = cache.stats();
    if (!cache.isRunning()) {
      health.unknown().withDetail("running", false);
    } else if (stats.storeFailure() != null) {
      health.down(stats.storeFailure()).withDetail("reason", "the shared store cannot be used");
    } else if (cache.isPaused()) {
      health.up().withDetail("paused", true);
    } else if (isStalled(stats)) {
      health.down().withDetail("reason", "the engine does not run although items are due");
    } else if (stats.outageSince() != null) {
      health.status(onOutage).withDetail("reason", "the external system is down");
    } else {
      health.up();
    }
    withDetail(health, "lastTurnAt", cache.lastTurnAt());
    withDetail(health, "outageSince", stats.outageSince());
    withDetail(health, "nextProbeAt", stats.nextProbeAt());
    withDetail(health, "heldUntil", stats.heldUntil());
    if (stats.unreadable() > 0) {
      health
          .withDetail("unreadable", stats.unreadable())
          .withDetail("unreadableItems", stats.unreadableItems());
    }
    health
        .withDetail("size", stats.size())
        .withDetail("overdue", stats.overdue())
        .withDetail("lag", stats.lag())
        .withDetail("failing", stats.failing())
        .withDetail("failingLongest", stats.failingLongest())
        .withDetail("stuck", stats.stuck())
        .withDetail("saturation", stats.saturation())
        .withDetail("stretch", stats.stretch());
    if (stats.handlerFailing() > 0
        && stats.handlerFailingLongest().compareTo(LONG_FAILING_HANDLER) > 0) {
      health
          .withDetail("handlerFailing", stats.handlerFailing())
          .withDetail("handlerFailingLongest", stats.handlerFailingLongest());
    }
  }

  private static void withDetail(Health.Builder health, String key, @Nullable Instant value) {
    if (value != null) {
      health.withDetail(key, value);
    }
  }

  /**
   * An engine with nothing to do may rest, so what counts is that an item has been due for as long
   * as there was no turn.
   */
  private boolean isStalled(CacheStats stats) {
    if (stats.overdue() == 0 || stats.lag().compareTo(LONGEST_TURN) < 0) {
      return false;
    }
    Instant lastTurn = cache.lastTurnAt();
    return lastTurn == null || lastTurn.isBefore(clock.instant().minus(LONGEST_TURN));
  }
}
