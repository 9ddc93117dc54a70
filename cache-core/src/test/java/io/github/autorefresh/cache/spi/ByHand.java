package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Instant;

/** The clock of a stepped time, for limiters that are not a cache's own. */
public record ByHand(SteppedTime hand) implements TimeSource {

  @Override
  public long nanos() {
    return hand.elapsed().toNanos();
  }

  @Override
  public Instant instant() {
    return hand.instant();
  }
}
