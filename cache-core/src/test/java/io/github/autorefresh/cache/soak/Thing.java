package io.github.autorefresh.cache.soak;

import io.github.autorefresh.cache.CacheItem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An item that carries its generation along from state to state. */
record Thing(String id, Life life, int state, boolean isTerminal, @Nullable Duration resyncPeriod)
    implements CacheItem {

  /** What a call answers that has been given up: nobody may ever see it. */
  static final int POISON = -1;

  static Thing of(int number, Life life, int state) {
    return new Thing(String.valueOf(number), life, state, false, null);
  }

  Thing as(int newState) {
    return new Thing(id, life, newState, false, null);
  }
}
