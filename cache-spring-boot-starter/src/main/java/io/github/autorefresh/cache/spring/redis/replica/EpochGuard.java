package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spring.redis.lease.ApplicationCalls;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.EpochEndedException;
import io.github.autorefresh.cache.spring.redis.script.EpochScripts;
import io.github.autorefresh.cache.spring.redis.script.Known;
import io.github.autorefresh.cache.spring.redis.script.Opening;
import io.github.autorefresh.cache.spring.redis.script.Session;
import io.github.autorefresh.cache.spring.redis.script.SettingsOfEpoch;
import io.github.autorefresh.cache.spring.redis.script.TimedCalls;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that calls are made in an epoch that this replica has joined: it joins one before the
 * first call, and another when that has ended. Thread-safe.
 */
final class EpochGuard implements ApplicationCalls {

  private static final Logger log = LoggerFactory.getLogger(EpochGuard.class);

  private final String cache;
  private final EpochScripts scripts;
  private final Session session;
  private final Availability availability;
  private final TimedCalls calls;
  private final SharedSettings settings;
  private final LogicalClock clock;
  private final ReentrantLock entering = new ReentrantLock();
  private final LongSupplier highestVersion;
  private final LongSupplier latestSync;
  private volatile Runnable firstInAnother = () -> {};
  private volatile Runnable thenInAnother = () -> {};

  /** The epoch that has lost something, so that another is to begin; else {@link Epoch#NONE}. */
  private volatile Epoch broken = Epoch.NONE;

  /** True from joining another epoch until what is done first in it has succeeded. */
  private boolean hasToBegin;

  /**
   * Of one replica.
   *
   * @param highestVersion known here; later changes must get higher ones
   * @param latestSync when the latest one known here was, in microseconds; none may be before it
   */
  EpochGuard(
      String cache,
      EpochScripts scripts,
      Session session,
      Availability availability,
      TimedCalls calls,
      SharedSettings settings,
      LogicalClock clock,
      LongSupplier highestVersion,
      LongSupplier latestSync) {
    this.cache = cache;
    this.scripts = scripts;
    this.session = session;
    this.availability = availability;
    this.calls = calls;
    this.settings = settings;
    this.clock = clock;
    this.highestVersion = highestVersion;
    this.latestSync = latestSync;
  }

  /**
   * What is done in another epoch than before.
   *
   * @param first before anything else is asked, on the thread that has noticed it
   * @param then later
   */
  void onAnotherEpoch(Runnable first, Runnable then) {
    firstInAnother = first;
    thenInAnother = then;
  }

  @Override
  public <R> R call(Supplier<R> script) {
    calls.refuseUnlessAnswering();
    enter();
    try {
      return calls.call(script);
    } catch (CacheUnavailableException e) {
      if (!(e.getCause() instanceof EpochEndedException)) {
        throw e;
      }
      enter();
      return calls.call(script);
    }
  }

  /** The epoch that is known here has lost something; from now on nothing is asked in it. */
  void breaks(Epoch epoch, String why) {
    if (epoch.equals(session.epoch()) && !broken.equals(epoch)) {
      broken = epoch;
      availability.leaves(epoch);
      warnOfLoss(why);
    }
  }

  /**
   * Another replica has begun another epoch than this, or Redis has lost all. A late answer of an
   * epoch that this replica has left already says nothing.
   */
  void hasEnded(Epoch epoch) {
    if (availability.leaves(epoch)) {
      warnOfLoss("the epoch that this replica knows is over");
    }
  }

  private void warnOfLoss(String why) {
    log.warn("Cache \"{}\": Redis has lost something ({}); putting back what is here", cache, why);
  }

  /**
   * Takes part in the cache. Does nothing if it does already.
   *
   * @throws CacheUnavailableException if that fails, or if another thread is about it for too long
   */
  void enter() {
    if (availability.hasJoined()) {
      return;
    }
    lock();
    try {
      if (!availability.hasJoined()) {
        open();
      }
    } finally {
      entering.unlock();
    }
  }

  private void open() {
    Epoch before = session.epoch();
    boolean endKnown = !before.equals(Epoch.NONE) && before.equals(broken);
    Known known = before.equals(Epoch.NONE) ? Known.NOTHING : known();
    Opening opening = calls.attempt(() -> scripts.open(endKnown, known, settings.toStore()));
    clock.isShiftedBy(opening.shiftMicros());
    availability.works();
    hasToBegin |= !before.equals(Epoch.NONE) && !opening.epoch().id().equals(before.id());
    boolean another = hasToBegin;
    if (another) {
      firstInAnother.run();
      hasToBegin = false;
    }
    broken = Epoch.NONE;
    settings.adopt(new SettingsOfEpoch(opening.epoch(), opening.settings()));
    settings.warnIfConfiguredOtherwise();
    availability.joins(opening.epoch());
    if (another) {
      thenInAnother.run();
    }
  }

  private Known known() {
    clock.was(latestSync.getAsLong());
    return new Known(highestVersion.getAsLong(), clock.shiftMicros(), clock.latestMicros());
  }

  private void lock() {
    try {
      if (!entering.tryLock(settings.createTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
        TimeoutException why = new TimeoutException("No answer within " + settings.createTimeout());
        throw new CacheUnavailableException(
            "Cache \"" + cache + "\" is not ready to use its Redis yet", why);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheUnavailableException(
          "Interrupted while cache \"" + cache + "\" gets ready to use its Redis", e);
    }
  }
}
