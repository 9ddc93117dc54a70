package io.github.autorefresh.cache.engine.loop;

import io.github.autorefresh.cache.spi.ItemStore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The two event loops of a cache, and what wakes them. Thread-safe. */
public final class Loops {

  private final ItemStore<?> store;
  private final Claiming claiming;
  private volatile @Nullable EventLoop dispatching;
  private volatile @Nullable EventLoop watching;

  /** True while there are as many workers as there should be: only one that leaves matters. */
  private volatile boolean full;

  /** The loops of the cache that claims from this store. */
  public Loops(ItemStore<?> store, Claiming claiming) {
    this.store = store;
    this.claiming = claiming;
  }

  /** These are they; called once, before they start. */
  public void connect(EventLoop dispatching, EventLoop watching) {
    this.dispatching = dispatching;
    this.watching = watching;
  }

  /**
   * Begins to turn, at once.
   *
   * @throws Error if there can be no thread for one of them; then none turns
   */
  @SuppressWarnings("CatchThrowable") // thrown on
  void start() {
    try {
      forBoth(EventLoop::start);
    } catch (Throwable noThread) {
      end();
      throw noThread;
    }
    wake();
  }

  /** Both turn at once. */
  void wake() {
    forBoth(loop -> loop.turnWithin(0));
  }

  /** Turns no more until the next {@link #start}. */
  void end() {
    forBoth(EventLoop::end);
  }

  /** More workers may be wanted than before. */
  public void workersMayBeMissing() {
    EventLoop loop = dispatching;
    if (loop != null) {
      loop.turnWithin(0);
    }
  }

  /** Something may be claimable sooner than was known. */
  void workMayBeDue() {
    EventLoop loop = dispatching;
    if (!full && loop != null && loop.isLaterThan(0)) {
      loop.turnWithin(claiming.untilWork(store));
    }
  }

  /** Something is due so many nanoseconds from now. */
  void dueIn(long nanos) {
    EventLoop loop = dispatching;
    if (!full && loop != null) {
      loop.turnWithin(nanos);
    }
  }

  /** There are as many workers as there should be, or there is room for more. */
  void full(boolean now) {
    full = now;
  }

  boolean isFull() {
    return full;
  }

  /** A worker has left: there is room for another, if there is work. */
  void workerLeft() {
    full = false;
    workMayBeDue();
  }

  /** The watch looks within so many nanoseconds. */
  void watchWithin(long nanos) {
    EventLoop loop = watching;
    if (loop != null) {
      loop.turnWithin(nanos);
    }
  }

  private void forBoth(Consumer<EventLoop> action) {
    EventLoop first = dispatching;
    EventLoop second = watching;
    if (first != null && second != null) {
      action.accept(first);
      action.accept(second);
    }
  }
}
