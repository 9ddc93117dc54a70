package io.github.autorefresh.cache.spi;

import java.time.Duration;

/**
 * What a store that is shared with other replicas tells its engine of the cache as a whole. Called
 * outside every lock, on threads of the store's own. Thread-safe.
 */
public interface ControlSink {

  /** Hears nothing: for a store that nobody else writes to. */
  ControlSink NONE =
      new ControlSink() {
        @Override
        public void mayBeDue() {}

        @Override
        public void retuned(double tps, int burst, Duration resyncPeriod) {}

        @Override
        public void paused(boolean paused) {}
      };

  /** Something may be due sooner than {@link ItemStore#untilNextDue} told last. */
  void mayBeDue();

  /** These settings hold now; the store has taken them already. */
  void retuned(double tps, int burst, Duration resyncPeriod);

  /** Syncing is held everywhere, or no longer. */
  void paused(boolean paused);
}
