package io.github.autorefresh.cache.engine.loop;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.RetryAfterException;
import io.github.autorefresh.cache.engine.pace.HoldLog;
import io.github.autorefresh.cache.engine.pace.Throttle;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spi.TimeSource;
import java.time.Duration;
import java.util.function.IntUnaryOperator;

/**
 * What may be claimed: what the store has, as far as the cache's own rate permits. The store is not
 * asked for what may not be called, so the limiter, which others may share, loses no permit to it.
 * Thread-safe.
 */
public final class Claiming {

  private final Throttle throttle;
  private final int maxBatch;
  private final TimeSource time;
  private final HoldLog log;

  /** Claims for calls of that many items, at most as often as the throttle permits. */
  public Claiming(Throttle throttle, int maxBatch, TimeSource time, HoldLog log) {
    this.throttle = throttle;
    this.maxBatch = maxBatch;
    this.time = time;
    this.log = log;
  }

  /** As {@link ItemStore#claim}. */
  <T extends CacheItem> int claim(ItemStore<T> store, ClaimedItems<T> items, int max) {
    return throttle.isLimited()
        ? claim(max, permitted -> store.claim(items, permitted))
        : store.claim(items, max);
  }

  /** Claims up to so many items by a verb of the store's, which returns how many it has claimed. */
  int claim(int max, IntUnaryOperator verb) {
    if (!throttle.isLimited()) {
      return verb.applyAsInt(max);
    }
    int holds = throttle.holds();
    int taken = throttle.take(calls(max), time.nanos());
    if (taken == 0) {
      return 0;
    }
    int claimed = 0;
    try {
      claimed = verb.applyAsInt(items(taken, max));
    } finally {
      throttle.giveBack(taken - calls(claimed), holds, time.nanos());
    }
    return claimed;
  }

  /** As {@link ItemStore#claimable}. */
  int claimable(ItemStore<?> store, int max) {
    int most = throttle.isLimited() ? items(throttle.available(time.nanos()), max) : max;
    return most == 0 ? 0 : store.claimable(most);
  }

  /** As {@link ItemStore#untilNextDue}. */
  long untilMore(ItemStore<?> store) {
    if (!throttle.isLimited()) {
      return store.untilNextDue();
    }
    long now = time.nanos();
    long untilPermit = throttle.untilMore(now);
    return throttle.available(now) == 0 ? untilPermit : Math.min(untilPermit, store.untilNextDue());
  }

  /** Nanoseconds until something is claimable; zero if something is. */
  long untilWork(ItemStore<?> store) {
    long untilMore = untilMore(store); // first: what is due by the next line counts there
    return claimable(store, 1) > 0 ? 0 : untilMore;
  }

  private int calls(int items) {
    return (int) (((long) items + maxBatch - 1) / maxBatch);
  }

  private int items(int calls, int max) {
    return (int) Math.min((long) calls * maxBatch, max);
  }

  /** How many holds have begun, to be asked before a claim. */
  int holds() {
    return throttle.holds();
  }

  /** So many calls have begun, if it is any. */
  void began(int calls, long now) {
    if (calls > 0) {
      throttle.began(calls, now);
    }
  }

  /**
   * Heeds what a call has been told by the external system, and tells other replicas; true if a
   * hold begins or is longer.
   */
  boolean called(
      ItemStore<?> store, ClaimedItems<?> items, int from, int to, long startedAt, long now) {
    int before = throttle.holds();
    for (int i = from; i < to; i++) {
      if (items.outcome(i) == Outcome.DEFERRED
          && items.error(i) instanceof RetryAfterException asked) {
        int holds = throttle.holds();
        heed(asked, startedAt, items.isProbe(), now);
        if (throttle.holds() != holds) {
          store.hold(asked.retryAfter(), now - startedAt);
        }
      }
    }
    return throttle.holds() != before;
  }

  /** Heeds what a call of another replica has been told. */
  void held(Duration remaining, long callAgeNanos) {
    long now = time.nanos();
    heed(new RetryAfterException(remaining), now - callAgeNanos, false, now);
  }

  private void heed(RetryAfterException asked, long startedAt, boolean probe, long now) {
    double before = throttle.tps(now);
    if (throttle.retryAfter(asked.retryAfter(), startedAt, probe, now)) {
      log.holds(asked, throttle.heldFor(now), before, throttle.tps(now), now);
    }
  }

  /** Nothing is held back any longer. */
  void release() {
    throttle.release(time.nanos());
  }

  /** Looks whether the limit is over. */
  void look() {
    if (!throttle.isLimited()) {
      return;
    }
    long now = time.nanos();
    if (throttle.look(now)) {
      log.over(throttle.tps(now));
    } else {
      log.goesOn(now);
    }
  }

  /** Nanoseconds until the next {@link #look}; {@link Long#MAX_VALUE} if it needs none. */
  long untilLook() {
    return throttle.isLimited() ? throttle.untilLook(time.nanos()) : Long.MAX_VALUE;
  }
}
