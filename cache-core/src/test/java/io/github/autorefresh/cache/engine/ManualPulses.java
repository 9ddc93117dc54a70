package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.spi.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns caches by hand: time stands still until a test moves it, and everything that is due at a
 * moment happens at that moment, on the test's own thread.
 */
final class ManualPulses implements Pulse.Factory {

  private static final int TOO_MANY_TURNS = 1_000_000;

  private final ManualTime time;
  private final List<ManualPulse> pulses = new ArrayList<>();

  ManualPulses(ManualTime time) {
    this.time = time;
  }

  @Override
  public Pulse create(String name, Pulse.Turn turn) {
    ManualPulse pulse = new ManualPulse(turn);
    pulses.add(pulse);
    return pulse;
  }

  /** Does all that is to be done now, and returns the nanoseconds until there may be more. */
  long turn() {
    for (int turns = 0; turns < TOO_MANY_TURNS; turns++) {
      long wait = Pulse.Turn.IDLE;
      for (ManualPulse pulse : List.copyOf(pulses)) {
        wait = Math.min(wait, pulse.turn());
      }
      if (wait > 0) {
        return wait;
      }
    }
    throw new AssertionError("the engine turns without end while time stands still");
  }

  /** Lets time pass, and stops at every moment at which something is to be done. */
  void advance(Duration step) {
    long remaining = step.toNanos();
    while (true) {
      long wait = turn();
      if (wait > remaining) {
        break;
      }
      time.advanceNanos(wait);
      remaining -= wait;
    }
    time.advanceNanos(remaining);
    turn();
  }

  private static final class ManualPulse implements Pulse {

    private final Turn turn;
    private boolean started;
    private boolean ended;

    ManualPulse(Turn turn) {
      this.turn = turn;
    }

    long turn() {
      return started && !ended ? turn.turn() : Turn.IDLE;
    }

    @Override
    public void start() {
      started = true;
    }

    @Override
    public void turnWithin(long nanos) {
      // The test turns when it likes.
    }

    @Override
    public boolean isLaterThan(long nanos) {
      return false;
    }

    @Override
    public void end() {
      ended = true;
    }
  }
}
