package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spi.ChangeSink;
import io.github.autorefresh.cache.spi.ControlSink;
import io.github.autorefresh.cache.spi.StoreContext;
import org.jspecify.annotations.Nullable;

/**
 * What the operations of a store share: the table of entries, and their schedule under a lock.
 *
 * <p>The lock is held for microseconds. Neither code of the application nor the sink nor the
 * limiter is called under it.
 */
final class StoreContents<T extends CacheItem> {

  final String cache;
  final StoreClock clock;
  final ChangeSink<T> sink;
  final ControlSink control;
  final EntryTable<T> entries = new EntryTable<>();

  final BriefLock lock = new BriefLock();

  /** Guarded by the lock. */
  final Schedule<T> schedule;

  /** Written under the lock. */
  private volatile CacheSettings settings;

  /** Null if there is no handler; set before anything else is done, and guarded by the lock. */
  @Nullable Marks<T> marks;

  StoreContents(StoreContext<T> context) {
    cache = context.cache();
    settings = context.settings();
    schedule = new Schedule<>(settings);
    clock = new StoreClock(context.time());
    sink = context.sink();
    control = context.control();
  }

  CacheSettings settings() {
    return settings;
  }

  /** Adopts new settings; if the period has changed, scales the time left until items are due. */
  void retune(CacheSettings changed) {
    lock.lock();
    try {
      double factor = (double) changed.resyncPeriod().toNanos() / settings.resyncPeriod().toNanos();
      settings = changed;
      schedule.stretching().settings(changed);
      if (factor != 1) {
        schedule.rescale(factor, clock.now());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Marks what is to be handled from now on. */
  Marks<T> keepMarks() {
    Marks<T> kept = new Marks<>();
    marks = kept;
    schedule.terminals().keepUnhandled(kept);
    return kept;
  }

  /** Ends the claim of a new entry. */
  void releaseNew(Entry<T> entry) {
    lock.lock();
    try {
      long now = clock.now();
      schedule.stretching().advance(now);
      schedule.releaseNew(entry, settings.terminalRetention(), now);
    } finally {
      lock.unlock();
    }
  }
}
