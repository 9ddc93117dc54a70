package io.github.autorefresh.cache.engine.loop;

import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemStore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The two event loops of a cache, and what wakes them. Thread-safe. */
public final class Loops {

  private final ItemStore<?> store;
  private final Claiming claiming;
  private volatile @Nullable EventLoop dispatching;
  private volatile @Nullable EventLoop watching;

  /** True while there are as many workers as there should be: only a leaving worker matters. */
  private volatile boolean full;

  /** The loops of the cache that claims from this store. */
  public Loops(ItemStore<?> store, Claiming claiming) {
    this.store = store;
    this.claiming = claiming;
  }

  /** Sets both loops; called once, before they start. */
  public void connect(EventLoop dispatching, EventLoop watching) {
    this.dispatching = dispatching;
    this.watching = watching;
  }

  /**
   * Starts both, with a turn at once.
   *
   * @throws Error if no thread can be started for one of them; none runs then
   */
  @SuppressWarnings("CatchThrowable") // rethrown
  void start() {
    try {
      forBoth(EventLoop::start);
    } catch (Throwable noThread) {
      end();
      throw noThread;
    }
    wake();
  }

  /** Wakes both for a turn at once. */
  void wake() {
    forBoth(loop -> loop.turnWithin(0));
  }

  /** Ends both until the next {@link #start}. */
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

  /** An item is due this many nanoseconds from now. */
  void dueIn(long nanos) {
    EventLoop loop = dispatching;
    if (!full && loop != null) {
      loop.turnWithin(nanos);
    }
  }

  /** These items are due again when their accepted outcomes say. */
  void dueAgain(ClaimedItems<?> items) {
    if (full) {
      return;
    }
    long soonest = Long.MAX_VALUE;
    for (int i = 0; i < items.size(); i++) {
      if (items.isAccepted(i)) {
        soonest = Math.min(soonest, items.delay(i));
      }
    }
    dueIn(soonest);
  }

  /** Sets whether there are as many workers as there should be. */
  void full(boolean now) {
    full = now;
  }

  boolean isFull() {
    return full;
  }

  /** A worker has left: another may be woken if items are due. */
  void workerLeft() {
    full = false;
    workMayBeDue();
  }

  /** Makes the watch look within this many nanoseconds. */
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
