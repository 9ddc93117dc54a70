package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.spi.ItemPeriod;
import org.jspecify.annotations.Nullable;

/**
 * Makes standings, and the same one again for a period that was met lately: items have a few
 * periods between them. Guarded by the store's lock.
 */
final class Standings {

  private static final int LATELY = 64;

  private final @Nullable Standing[] lately = new Standing[LATELY];

  /** Of an item that is well and has this period. */
  Standing well(long period) {
    if (period == ItemPeriod.OF_CACHE) {
      return Standing.USUAL;
    }
    int place = Long.hashCode(period / 1_000_000) & (LATELY - 1);
    Standing known = lately[place];
    if (known == null || known.period() != period) {
      known = new Standing(period, 0, null);
      lately[place] = known;
    }
    return known;
  }
}
