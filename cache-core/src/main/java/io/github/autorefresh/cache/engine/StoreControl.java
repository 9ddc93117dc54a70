package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.engine.loop.Lifecycle;
import io.github.autorefresh.cache.spi.ControlSink;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what a shared store reports about the cache as a whole, once the cache is assembled.
 * Thread-safe.
 */
final class StoreControl implements ControlSink {

  private volatile @Nullable Lifecycle<?> lifecycle;
  private volatile @Nullable Tuning<?> tuning;

  void connect(Lifecycle<?> lifecycle, Tuning<?> tuning) {
    this.tuning = tuning;
    this.lifecycle = lifecycle;
  }

  @Override
  public void mayBeDue() {
    Lifecycle<?> connected = lifecycle;
    if (connected != null) {
      connected.workMayBeDue();
    }
  }

  @Override
  public void retuned(double tps, int burst, Duration resyncPeriod) {
    Lifecycle<?> connected = lifecycle;
    Tuning<?> settings = tuning;
    if (connected != null && settings != null) {
      settings.adopt(tps, burst, resyncPeriod);
      connected.retuned();
    }
  }

  @Override
  public void paused(boolean paused) {
    Lifecycle<?> connected = lifecycle;
    if (connected != null && connected.isPaused() != paused) {
      if (paused) {
        connected.pause();
      } else {
        connected.resume();
      }
    }
  }
}
