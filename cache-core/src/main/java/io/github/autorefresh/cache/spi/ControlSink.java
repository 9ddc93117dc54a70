package io.github.autorefresh.cache.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Is notified by a store, mostly a shared one, of what concerns the whole cache. Called outside all
 * locks, but for what {@link #unlessChanging} says. Thread-safe.
 */
public interface ControlSink {

  /** Ignores everything: for a store that is not shared. */
  ControlSink NONE =
      new ControlSink() {
        @Override
        public void mayBeDue() {}

        @Override
        public void retuned(double tps, int burst, Duration resyncPeriod) {}

        @Override
        public void paused(boolean paused) {}
      };

  /** An item may be due sooner than {@link ItemStore#untilNextDue} last returned. */
  void mayBeDue();

  /**
   * Does this while nobody here changes the settings, pauses or resumes ({@link ItemStore#retune},
   * {@link ItemStore#pause}); nothing if somebody is about to. It is for {@link #retuned} and
   * {@link #paused}: so that what holds is adopted here in the order in which it came to hold, the
   * store finds out in it whether that is later than what it knows. What was not adopted is told
   * again later.
   *
   * @return true if it was done
   */
  default boolean unlessChanging(Runnable adoption) {
    adoption.run();
    return true;
  }

  /**
   * These settings are in force now; the store has adopted them already.
   *
   * @param tps calls per second
   */
  void retuned(double tps, int burst, Duration resyncPeriod);

  /** More items may wait for the handler than {@link HandlerMarks} has last told. */
  default void marked() {}

  /**
   * The external system wants to be left alone, as another replica was told: no call begins for
   * that long.
   *
   * @param callAgeNanos how long ago the call began that was told so
   */
  default void held(Duration remaining, long callAgeNanos) {}

  /** Another replica has ended the hold. */
  default void released() {}

  /**
   * This is known now of an outage that all replicas share; null if there is none any longer. Told
   * when something has changed, and now and then while it lasts. Only of stores that {@linkplain
   * SharedStore#sharesOutages share} them.
   */
  default void outage(@Nullable SharedOutage outage) {}

  /** Syncing has been paused for all replicas, or resumed. */
  void paused(boolean paused);
}
