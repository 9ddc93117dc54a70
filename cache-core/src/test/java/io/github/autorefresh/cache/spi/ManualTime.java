package io.github.autorefresh.cache.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that a test moves by hand; both of its readings move together. Its nanoseconds begin a
 * second below the end of the range of a long, at an odd number, so that a test that runs for
 * longer crosses the wrap-around of {@link System#nanoTime()}. Thread-safe.
 */
public final class ManualTime implements TimeSource {

  private static final long ORIGIN = Long.MAX_VALUE - 1_000_000_006L;
  private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicLong elapsed = new AtomicLong();

  /** Moves both clocks forward, or back if the step is negative. */
  public void advance(Duration step) {
    advanceNanos(step.toNanos());
  }

  /** As {@link #advance(Duration)}, in nanoseconds. */
  public void advanceNanos(long step) {
    elapsed.addAndGet(step);
  }

  /** The time moved so far, which unlike {@link #nanos()} does not wrap around. */
  public Duration elapsed() {
    return Duration.ofNanos(elapsed.get());
  }

  @Override
  public long nanos() {
    return ORIGIN + elapsed.get();
  }

  @Override
  public Instant instant() {
    return EPOCH.plusNanos(elapsed.get());
  }
}
