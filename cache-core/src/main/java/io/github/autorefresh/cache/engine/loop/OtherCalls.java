package io.github.autorefresh.cache.engine.loop;

/**
 * Calls of the application that are not the workers', and that end with the cache nevertheless.
 * Thread-safe.
 */
public interface OtherCalls extends Lifecycle.Threads {

  /** There are none. */
  OtherCalls NONE =
      new OtherCalls() {
        @Override
        public void started() {}

        @Override
        public boolean areAtRest(Thread self) {
          return true;
        }

        @Override
        public void interrupt(Thread self) {}

        @Override
        public void abandon(Thread self) {}

        @Override
        public void stopped() {}
      };

  /** True if none runs that a stop by that thread waits for. */
  boolean areAtRest(Thread self);

  /** Interrupts all but the one on that thread. */
  void interrupt(Thread self);

  /** Logs those that still run, but for the one on that thread: the stop waits no longer. */
  void abandon(Thread self);
}
