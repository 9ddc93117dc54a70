package io.github.autorefresh.cache.spring.redis.copy;

import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import io.github.autorefresh.cache.spring.redis.script.PutBack;
import io.github.autorefresh.cache.spring.redis.script.StretchedTime;
import java.util.Optional;

/** The stretch of the cluster, as this replica was told it last. Thread-safe. */
public final class Stretch {

  private volatile StretchedTime last = StretchedTime.UNKNOWN;

  /** Answers of scripts may overtake one another: the latest stands. */
  public synchronized void update(StretchedTime now) {
    if (now.now() >= last.now()) {
      last = now;
    }
  }

  /** By how much intervals are longer than planned; at least 1. */
  public double factor() {
    return last.stretch();
  }

  /** The same with the real time at which the item is due. */
  ItemFields inRealTime(ItemFields item) {
    long due = last.due(item);
    return item.isTerminal() || due == item.due() ? item : item.dueAt(due);
  }

  /** What Redis has to know again if it has lost it; empty if nothing was ever stretched. */
  public Optional<PutBack> toPutBack() {
    StretchedTime known = last;
    return known.behind() > 0 ? Optional.of(new PutBack.Stretch(known)) : Optional.empty();
  }
}
