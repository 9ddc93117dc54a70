package io.github.autorefresh.cache.spi;

import java.time.Duration;

/**
 * Is notified by a shared store of what concerns the whole cache. Called outside all locks, on the
 * store's own threads. Thread-safe.
 */
public interface ControlSink {

  /** Ignores everything: for a store that is not shared. */
  ControlSink NONE =
      new ControlSink() {
        @Override
        public void mayBeDue() {}

        @Override
        public void retuned(double tps, int burst, Duration resyncPeriod) {}

        @Override
        public void paused(boolean paused) {}
      };

  /** An item may be due sooner than {@link ItemStore#untilNextDue} last returned. */
  void mayBeDue();

  /**
   * These settings are in force now; the store has adopted them already.
   *
   * @param tps calls per second
   */
  void retuned(double tps, int burst, Duration resyncPeriod);

  /** Syncing has been paused for all replicas, or resumed. */
  void paused(boolean paused);
}
