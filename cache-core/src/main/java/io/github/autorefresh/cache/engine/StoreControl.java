package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.engine.commit.OutageControl;
import io.github.autorefresh.cache.engine.handle.Handlers;
import io.github.autorefresh.cache.engine.loop.Lifecycle;
import io.github.autorefresh.cache.spi.ControlSink;
import io.github.autorefresh.cache.spi.SharedOutage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what a store reports about the cache as a whole, once the cache is assembled.
 * Thread-safe.
 */
final class StoreControl implements ControlSink {

  private volatile @Nullable Lifecycle<?> lifecycle;
  private volatile @Nullable Tuning<?> tuning;
  private volatile @Nullable OutageControl<?> outages;
  private volatile @Nullable Handlers<?> handlers;

  void connect(
      Lifecycle<?> lifecycle,
      Tuning<?> tuning,
      OutageControl<?> outages,
      @Nullable Handlers<?> handlers) {
    this.tuning = tuning;
    this.outages = outages;
    this.handlers = handlers;
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
  public void marked() {
    Handlers<?> connected = handlers;
    if (connected != null) {
      connected.wake();
    }
  }

  @Override
  public boolean unlessChanging(Runnable adoption) {
    Tuning<?> settings = tuning;
    if (settings != null) {
      return settings.unlessChanging(adoption);
    }
    adoption.run();
    return true;
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
  public void held(Duration remaining, long callAgeNanos) {
    Lifecycle<?> connected = lifecycle;
    if (connected != null) {
      connected.held(remaining, callAgeNanos);
    }
  }

  @Override
  public void released() {
    Lifecycle<?> connected = lifecycle;
    if (connected != null) {
      connected.released();
    }
  }

  @Override
  public void outage(@Nullable SharedOutage outage) {
    OutageControl<?> connected = outages;
    if (connected != null) {
      connected.learn(outage);
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
