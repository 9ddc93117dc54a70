package io.github.autorefresh.cache.spring.redis.script;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Redis can be used for one cache, which takes an epoch that this replica has joined. From
 * the first failure on nobody who could wait is sent there, until {@link #works} says that it
 * answers again; so callers fail at once rather than each after a timeout. Thread-safe.
 */
public final class Availability {

  private static final Logger log = LoggerFactory.getLogger(Availability.class);

  private final String cache;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition usable = lock.newCondition();
  private volatile @Nullable Throwable failure;
  private volatile long failedAt;

  /** Null while this replica takes part in none. */
  private final AtomicReference<@Nullable Epoch> joined = new AtomicReference<>();

  private volatile boolean closing;

  /** Of the cache of that name; usable until it is known not to be. */
  public Availability(String cache) {
    this.cache = cache;
  }

  String cache() {
    return cache;
  }

  /** The root cause why Redis cannot be used, or null if it can. */
  public @Nullable Throwable failure() {
    return failure;
  }

  /** True if everything can be asked of it. */
  public boolean isUsable() {
    return hasJoined() && failure == null;
  }

  /** True if outcomes and removals can be told it: it may be full, and refuse what takes memory. */
  public boolean takesOutcomes() {
    return hasJoined() && answers();
  }

  /** True if it answers at all. */
  boolean answers() {
    Throwable known = failure;
    return known == null || isFull(known);
  }

  /** True if this replica takes part in the epoch that it knows. */
  public boolean hasJoined() {
    return joined.get() != null;
  }

  /** This replica takes part in that epoch. */
  public void joins(Epoch epoch) {
    lock.lock();
    try {
      joined.set(epoch);
      usable.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * That epoch has ended: nothing is asked before this replica has joined another. False if it
   * takes part in none, or in another already.
   */
  public boolean leaves(Epoch epoch) {
    Epoch mine = joined.get();
    return epoch.equals(mine) && joined.compareAndSet(mine, null);
  }

  /** Redis answers, to writes too. */
  public void works() {
    if (failure == null) {
      return;
    }
    lock.lock();
    try {
      failure = null;
      usable.signalAll();
    } finally {
      lock.unlock();
    }
    if (!closing) {
      log.info(
          "Cache \"{}\": Redis can be used again, after {}",
          cache,
          Duration.ofNanos(System.nanoTime() - failedAt));
    }
  }

  /** From now on nothing is logged. */
  public void closing() {
    closing = true;
  }

  /** Redis cannot be used, for this reason. Logs the first time. */
  public void fails(Throwable why) {
    boolean first = failure == null;
    failure = root(why);
    if (first && !closing) {
      failedAt = System.nanoTime();
      log.warn(
          "Cache \"{}\": Redis cannot be used; reads go on, syncs pause, creates fail: {}",
          cache,
          rootMessage(why));
    }
  }

  /** Waits until outcomes can be told, or that long; false if they can't, or if interrupted. */
  public boolean await(Duration longest) {
    lock.lock();
    try {
      long remaining = longest.toNanos();
      while (!takesOutcomes() && remaining > 0) {
        remaining = usable.awaitNanos(remaining);
      }
      return takesOutcomes();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  static boolean isFull(Throwable failure) {
    return rootMessage(failure).startsWith("OOM ");
  }

  static Throwable root(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }

  /** What the innermost cause says. */
  public static String rootMessage(Throwable error) {
    Throwable root = root(error);
    String message = root.getMessage();
    return message == null ? root.toString() : message;
  }
}
