package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** When calls began, by the clock of the test. */
final class CallStarts {

  private final Supplier<Duration> clock;
  private final List<Long> nanos = new ArrayList<>();

  CallStarts(Supplier<Duration> clock) {
    this.clock = clock;
  }

  synchronized void add() {
    nanos.add(clock.get().toNanos());
  }

  synchronized int count() {
    return nanos.size();
  }

  synchronized void clear() {
    nanos.clear();
  }

  /** The largest number of calls that began at one instant. */
  synchronized int mostAtOnce() {
    int most = 0;
    for (int from = 0; from < nanos.size(); from++) {
      int to = from;
      while (to < nanos.size() && nanos.get(to).equals(nanos.get(from))) {
        to++;
      }
      most = Math.max(most, to - from);
    }
    return most;
  }

  /** No window of any length has more calls than the rate permits. */
  synchronized void assertWithin(double tps, int burst) {
    double lead = Double.NEGATIVE_INFINITY; // how far the calls were behind the rate, at most
    for (int i = 0; i < nanos.size(); i++) {
      double flowed = nanos.get(i) / 1e9 * tps;
      lead = Math.max(lead, flowed - i);
      assertThat(lead - flowed + i + 1)
          .as("calls in the worst window up to call %s, beyond the rate's share", i)
          .isLessThanOrEqualTo(burst + 1e-6);
    }
  }
}
