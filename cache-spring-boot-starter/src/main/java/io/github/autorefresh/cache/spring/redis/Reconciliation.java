package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheItem;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the local copy and Redis agree: when a replica starts, when news were missed, after an
 * outage, and when Redis has lost what it held. Used by the thread of arrivals.
 */
final class Reconciliation<T extends CacheItem> {

  private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);

  private final Replica<T> replica;
  private final Catchup<T> catchup;
  private final AtomicLong restored = new AtomicLong();
  private final AtomicBoolean lost = new AtomicBoolean();
  private final AtomicBoolean reading = new AtomicBoolean();

  Reconciliation(Replica<T> replica) {
    this.replica = replica;
    catchup = replica.catchup();
  }

  /** How many items were put back into Redis by this replica. */
  long restored() {
    return restored.get();
  }

  /** Takes part in the cache, and takes all that Redis holds. */
  void load() {
    replica.membership().enter();
    warnOfEviction();
    catchup.reload();
    replica.hastening().sendUnsent();
  }

  /** Redis must not evict what it holds: that would lose items without a word. */
  private void warnOfEviction() {
    replica
        .link()
        .evictionPolicy()
        .filter(policy -> !policy.equals("noeviction"))
        .ifPresent(
            policy ->
                log.warn(
                    "Cache \"{}\": Redis has the maxmemory-policy {} and may evict items; set it to"
                        + " noeviction",
                    replica.cache(),
                    policy));
  }

  /** Looks for what this replica was not told of. */
  void readChanges() {
    if (!replica.isUsable() || !reading.compareAndSet(false, true)) {
      return;
    }
    try {
      if (!catchup.read()) {
        log.warn("Cache \"{}\": Redis has fallen back to an earlier state", replica.cache());
        putBack();
      }
      catchup.reread(replica.hastened().all());
    } finally {
      reading.set(false);
    }
  }

  /**
   * Redis can be used again.
   *
   * @param damaged somebody else had overwritten a key, so that what it held is lost
   */
  void recover(boolean damaged) {
    replica.syncing().releaseDropped();
    if (damaged) {
      putBack();
    } else {
      readChanges();
    }
    replica.hastening().sendUnsent();
    replica.wake();
  }

  /** Redis has lost what it held. Called by any thread, which must not wait. */
  void epochLost() {
    if (lost.compareAndSet(false, true)) {
      replica.membership().isLost();
      log.warn(
          "Cache \"{}\": Redis has lost its items; putting back what is here", replica.cache());
      replica
          .chores()
          .inOrder(
              () -> {
                lost.set(false);
                replica.shared().forgetTuning();
                replica.membership().enter();
                putBack();
              });
    }
  }

  /** Another Redis has taken the place of the one before, and may be behind it. */
  void followFailover() {
    log.info(
        "Cache \"{}\": another Redis process answers; looking for what it lacks", replica.cache());
    putBack();
  }

  /** Puts items back that Redis has lost, then takes what it has. */
  private void putBack() {
    replica.items().forgetAllRemovals();
    long put = catchup.restore(replica.codec(), replica.retentionMicros());
    restored.addAndGet(put);
    if (put > 0) {
      log.warn("Cache \"{}\": {} items were put back into Redis", replica.cache(), put);
    }
    catchup.reload();
    replica.wake();
  }
}
