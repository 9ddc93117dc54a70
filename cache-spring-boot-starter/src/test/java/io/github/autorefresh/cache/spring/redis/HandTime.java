package io.github.autorefresh.cache.spring.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** How far ahead the clock of Redis is, if a test moves time by hand. */
public final class HandTime {

  private HandTime() {}

  /** In microseconds: what a test has moved comes on top of the time that it takes. */
  static LongSupplier ahead(Supplier<Duration> moved) {
    return () -> TimeUnit.NANOSECONDS.toMicros(moved.get().toNanos());
  }

  /** As {@link #ahead}, for a test of rates: the time that it takes does not pass. */
  public static LongSupplier exactly(Supplier<Duration> moved) {
    long began = System.nanoTime();
    return ahead(() -> moved.get().minusNanos(System.nanoTime() - began));
  }
}
