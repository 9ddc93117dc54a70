package io.github.autorefresh.cache.bench.outage;

import java.time.Duration;

/**
 * How many items there are to keep fresh, and how long the external system is up, down and up
 * again. All times are counted from the start of the run.
 *
 * @param tps the permitted calls per second, for who has a limit
 */
public record Scenario(
    int items,
    Duration period,
    double tps,
    int burst,
    Duration before,
    Duration outage,
    Duration after) {

  /** Items on 30 s at tps 100 and burst 10; the external system is down for ten minutes. */
  public static Scenario tenMinutesDown(int items, Duration before) {
    return new Scenario(
        items,
        Duration.ofSeconds(30),
        100,
        10,
        before,
        Duration.ofMinutes(10),
        Duration.ofMinutes(4));
  }

  /** When the external system goes down, in nanoseconds. */
  long downAt() {
    return before.toNanos();
  }

  /** When it is back, in nanoseconds. */
  long backAt() {
    return before.plus(outage).toNanos();
  }

  /** When the run is over, in nanoseconds. */
  long endsAt() {
    return before.plus(outage).plus(after).toNanos();
  }

  boolean isDown(long at) {
    return at >= downAt() && at < backAt();
  }
}
