package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spi.ControlSink;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Passes what a shared store tells on to the engine, once that is there. Thread-safe. */
final class StoreControl implements ControlSink {

  private volatile @Nullable Engine<?> engine;
  private volatile @Nullable Tuning<?> tuning;

  void connect(Engine<?> engine, Tuning<?> tuning) {
    this.tuning = tuning;
    this.engine = engine;
  }

  @Override
  public void mayBeDue() {
    Engine<?> connected = engine;
    if (connected != null) {
      connected.mayBeDue();
    }
  }

  @Override
  public void retuned(double tps, int burst, Duration resyncPeriod) {
    Engine<?> connected = engine;
    Tuning<?> settings = tuning;
    if (connected != null && settings != null) {
      CacheSettings adopted = settings.adopt(tps, burst, resyncPeriod);
      connected.retuned(adopted);
    }
  }

  @Override
  public void paused(boolean paused) {
    Engine<?> connected = engine;
    if (connected != null && connected.isPaused() != paused) {
      if (paused) {
        connected.pause();
      } else {
        connected.resume();
      }
    }
  }
}
