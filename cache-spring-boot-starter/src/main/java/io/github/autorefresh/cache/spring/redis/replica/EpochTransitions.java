package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.spring.redis.lease.LeaseParts;
import io.github.autorefresh.cache.spring.redis.lease.LeaseSettings;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.RestoreScripts;
import io.github.autorefresh.cache.spring.redis.sync.Reconciler;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a replica does as epochs come and go: it loads all items when it has joined its first one,
 * and into each later one it puts back what is here. In between it reads what it was not told of.
 * Thread-safe.
 */
final class EpochTransitions {

  private final BackgroundTasks tasks;
  private final Availability availability;
  private final LeaseSettings settings;
  private final EpochGuard epochGuard;
  private final Reconciler<?> reconciler;
  private final RestoreScripts restoreScripts;
  private final Resumption resumption;
  private final AtomicBoolean reading = new AtomicBoolean();
  private final AtomicBoolean repairing = new AtomicBoolean();
  private volatile boolean opened;
  private volatile boolean loaded;
  private volatile boolean toPutBack;
  private volatile boolean closed;

  EpochTransitions(
      BackgroundTasks tasks,
      LeaseParts<?> parts,
      EpochGuard epochGuard,
      Reconciler<?> reconciler,
      RestoreScripts restoreScripts,
      Resumption resumption) {
    this.tasks = tasks;
    availability = parts.availability();
    settings = parts.settings();
    this.epochGuard = epochGuard;
    this.reconciler = reconciler;
    this.restoreScripts = restoreScripts;
    this.resumption = resumption;
    parts.session().onEpochEnd(this::epochEnded);
    parts.session().onFallback(epoch -> breaks(epoch, "it is back at an earlier state"));
    epochGuard.onAnotherEpoch(this::anotherEpochBegins, () -> tasks.inOrder(this::putBack));
  }

  /** Begins to join and to load; the result is there when all items are. */
  Future<?> open() {
    opened = true;
    return tasks.submitInOrder(this::enter);
  }

  void close() {
    closed = true;
  }

  /** True once all items are here: until then, nobody knows how many there are. */
  boolean isLoaded() {
    return loaded;
  }

  /** Looks for what this replica was not told of. */
  void readChanges() {
    boolean mayRead = !closed && !toPutBack && availability.isUsable();
    if (mayRead && reading.compareAndSet(false, true)) {
      try {
        reconciler.readChanges();
      } finally {
        reading.set(false);
      }
    }
  }

  /** The same soon, in order with all else that changes the local copy. */
  void readChangesSoon() {
    tasks.inOrder(this::readChanges);
  }

  private void epochEnded(Epoch epoch) {
    epochGuard.hasEnded(epoch);
    enterSoon();
  }

  /** That epoch has lost something: another one is to begin. */
  void breaks(Epoch epoch, String why) {
    epochGuard.breaks(epoch, why);
    enterSoon();
  }

  /** Takes part soon, and takes what Redis holds, unless that has been done. */
  void enterSoon() {
    tasks.inOrder(this::enter);
  }

  private void enter() {
    if (closed || !opened || (availability.hasJoined() && loaded)) {
      return;
    }
    epochGuard.enter();
    if (!loaded) {
      reconciler.load();
      loaded = true;
    }
    resumption.resume();
  }

  /** What is here goes into it. Until then, nothing is taken for removed because Redis lacks it. */
  private void anotherEpochBegins() {
    toPutBack = true;
    reconciler.putClaimsBack();
  }

  private void putBack() {
    if (toPutBack && availability.isUsable()) {
      reconciler.putItemsBack();
      toPutBack = false;
      resumption.resume();
    }
  }

  /** The store has answered with its status: goes on with what could not be done before. */
  void storeAnswers() {
    if (!availability.isUsable() && availability.hasJoined()) {
      availability.works();
      tasks.inOrder(
          () -> {
            readChanges();
            resumption.resume();
          });
    }
    if (toPutBack) {
      tasks.inOrder(this::putBack);
    }
  }

  /** Soon makes all keys agree again. */
  void repairSoon() {
    if (repairing.compareAndSet(false, true)) {
      tasks.soon(this::repair);
    }
  }

  private void repair() {
    try {
      restoreScripts.repair(settings.leaseMicros(), settings.retentionMicros());
    } finally {
      repairing.set(false);
    }
  }
}
