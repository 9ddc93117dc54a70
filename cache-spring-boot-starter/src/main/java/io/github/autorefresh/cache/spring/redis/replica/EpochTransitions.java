package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.spring.redis.lease.LeaseParts;
import io.github.autorefresh.cache.spring.redis.lease.LeaseSettings;
import io.github.autorefresh.cache.spring.redis.lease.RefreshRequests;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.RestoreScripts;
import io.github.autorefresh.cache.spring.redis.script.Session;
import io.github.autorefresh.cache.spring.redis.sync.Reconciler;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a replica does as epochs come and go: it loads all items when it has joined its first one,
 * and into each later one it puts back what is here. In between it reads what it was not told of.
 * Thread-safe.
 */
final class EpochTransitions {

  private final BackgroundTasks tasks;
  private final Session session;
  private final Availability availability;
  private final LeaseSettings settings;
  private final RefreshRequests refreshRequests;
  private final EpochGuard epochGuard;
  private final Reconciler<?> reconciler;
  private final RestoreScripts restoreScripts;
  private final Resumption resumption;
  private final AtomicBoolean reading = new AtomicBoolean();
  private final AtomicBoolean repairing = new AtomicBoolean();

  /** True if a repair by this replica may have numbered items anew that it does not know. */
  private final AtomicBoolean toReload = new AtomicBoolean();

  private volatile boolean opened;
  private volatile boolean loaded;

  /** The epoch that what is here is to be put back into; null for none. */
  private final AtomicReference<@Nullable Epoch> toPutBackInto = new AtomicReference<>();

  private volatile boolean closed;

  EpochTransitions(
      BackgroundTasks tasks,
      LeaseParts<?> parts,
      EpochGuard epochGuard,
      Reconciler<?> reconciler,
      RestoreScripts restoreScripts,
      Resumption resumption) {
    this.tasks = tasks;
    session = parts.session();
    availability = parts.availability();
    settings = parts.settings();
    refreshRequests = parts.refreshRequests();
    this.epochGuard = epochGuard;
    this.reconciler = reconciler;
    this.restoreScripts = restoreScripts;
    this.resumption = resumption;
    session.onEpochEnd(this::epochEnded);
    session.onFallback(epoch -> breaks(epoch, "it is back at an earlier state"));
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
    if (mayRead() && reading.compareAndSet(false, true)) {
      try {
        reconciler.readChanges();
        resumption.requestRefreshes(); // of what was lost, and is back
      } finally {
        reading.set(false);
      }
    }
  }

  private boolean mayRead() {
    return !closed && toPutBackInto.get() == null && availability.isUsable();
  }

  /** Reads changes soon, in order with all else that changes the local copy. */
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

  /**
   * All that is here will be put back into it. Until that is done no changes are read, or what
   * Redis lacks would be taken for removed.
   */
  private void anotherEpochBegins() {
    toPutBackInto.set(session.epoch());
    refreshRequests.mayBeLost();
    reconciler.putClaimsBack();
  }

  private void putBack() {
    Epoch epoch = toPutBackInto.get();
    if (epoch != null && availability.isUsable()) {
      reconciler.putItemsBack();
      toPutBackInto.compareAndSet(epoch, null); // unless that has ended meanwhile, too
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
    if (toPutBackInto.get() != null) {
      tasks.inOrder(this::putBack);
    }
  }

  /** Soon makes all keys agree again. */
  void repairSoon() {
    if (repairing.compareAndSet(false, true)) {
      tasks.soon(this::repair);
    }
  }

  /**
   * Other replicas hear of what it numbers anew; this one ignores its own messages. One that fails
   * may have numbered something anew, too.
   */
  private void repair() {
    boolean renumbered = true;
    try {
      renumbered = restoreScripts.repair(settings.leaseMicros(), settings.retentionMicros()) > 0;
    } finally {
      repairing.set(false);
      if (renumbered) {
        toReload.set(true);
      }
    }
  }

  /** The keys agree: reads, once, what repairs by this replica may have numbered anew. */
  void keysAgree() {
    if (toReload.get()) {
      tasks.inOrder(this::reload);
    }
  }

  private void reload() {
    if (mayRead() && toReload.getAndSet(false)) {
      boolean done = false;
      try {
        reconciler.load();
        done = true;
      } finally {
        if (!done) {
          toReload.set(true);
        }
      }
    }
  }
}
