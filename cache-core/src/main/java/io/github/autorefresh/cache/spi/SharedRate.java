package io.github.autorefresh.cache.spi;

import java.util.function.DoubleSupplier;

/**
 * The rate of the calls of all replicas that share a store, where the store enforces it. After a
 * hold or an outage all replicas know of the same limit, and the store sees to it that all of them
 * together keep it. Thread-safe; runs nothing that waits.
 */
public interface SharedRate {

  /**
   * Permits no more calls per second than this says besides, which is asked at each claim; infinite
   * for any number.
   */
  void limit(DoubleSupplier callsPerSecond);

  /** Calls of all replicas per second, in about the last two seconds; NaN if not known. */
  double callsPerSecond();
}
