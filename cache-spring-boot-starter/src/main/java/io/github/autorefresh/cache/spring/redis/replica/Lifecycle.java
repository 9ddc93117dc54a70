package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.handle.HandlerCalls;
import io.github.autorefresh.cache.spring.redis.lease.ClaimSchedule;
import io.github.autorefresh.cache.spring.redis.lease.Claims;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.ChangeMessage;
import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.OutageState;
import io.github.autorefresh.cache.spring.redis.script.Pulse;
import io.github.autorefresh.cache.spring.redis.script.Scripts;
import io.github.autorefresh.cache.spring.redis.sync.ChangeListener;
import io.github.autorefresh.cache.spring.redis.sync.Reconciler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replica's life, from the opening to the close: what it does again and again meanwhile, and what
 * it makes of what it is told once a second. Thread-safe.
 */
final class Lifecycle<T extends CacheItem> {

  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private static final Duration PULSES = Duration.ofSeconds(1);
  private static final Duration UNSUBSCRIBED = Duration.ofSeconds(3);

  /** A start waits so long to be subscribed: what is missed before is found by the next pulse. */
  private static final Duration SUBSCRIBED = Duration.ofSeconds(1);

  private static final long REMEMBERS_REMOVALS_NANOS = Duration.ofMinutes(10).toNanos();

  private final Replica<T> replica;
  private final BackgroundTasks tasks;
  private final Scripts scripts;
  private final Availability availability;
  private final Membership membership;
  private final SharedSettings settings;
  private final LogicalClock clock;
  private final ClaimSchedule schedule;
  private final Claims claims;
  private final HandlerCalls handlerCalls;
  private final Reconciler<T> reconciler;
  private final ChangeListener<T> listener;
  private final AtomicBoolean subscribing = new AtomicBoolean();
  private final CountDownLatch hearing = new CountDownLatch(1);
  private final AtomicBoolean reading = new AtomicBoolean();
  private final AtomicBoolean repairing = new AtomicBoolean();
  private final List<Future<?>> timers = new ArrayList<>();
  private @Nullable Future<?> renewing;
  private Runnable endOfPulses = () -> {};
  private volatile @Nullable Runnable endOfSubscription;
  private volatile boolean opened;
  private volatile boolean loaded;

  /** The epoch that what is here is to be put back into; null for none. */
  private final AtomicReference<@Nullable Epoch> toPutBackInto = new AtomicReference<>();

  private volatile boolean closed;

  /** When leases could last be renewed. */
  private volatile long renewedAt = System.nanoTime();

  /** The last change that Redis told of; negative if unknown. */
  private volatile long sequence = -1;

  Lifecycle(Replica<T> replica, ChangeListener<T> listener) {
    this.replica = replica;
    this.listener = listener;
    tasks = replica.tasks();
    scripts = replica.parts().scripts();
    availability = replica.parts().availability();
    membership = replica.membership();
    settings = replica.settings();
    clock = replica.clock();
    schedule = replica.parts().schedule();
    claims = replica.parts().claims();
    handlerCalls = replica.marks().calls();
    reconciler = replica.reconciler();
    scripts.onEpochEnd(this::epochEnded);
    scripts.onFallback(epoch -> breaks(epoch, "it is back at an earlier state"));
    membership.onAnotherEpoch(this::anotherEpochBegins, () -> tasks.inOrder(this::putBack));
  }

  /**
   * Subscribes, loads all items, and stays current from then on. Returns when they are here and it
   * is subscribed, or when a step has taken longer than an application's call may: then they come
   * later.
   */
  synchronized void open() {
    if (opened || closed) {
      return;
    }
    opened = true;
    tasks.soon(this::subscribe);
    Future<?> loading = tasks.submitInOrder(this::enter);
    try {
      loading.get();
      boolean heard = hearing.await(SUBSCRIBED.toMillis(), TimeUnit.MILLISECONDS);
      log.debug("Cache \"{}\" hears of changes: {}", settings.cacheName(), heard);
    } catch (ExecutionException e) {
      log.warn(
          "Cache \"{}\" starts without the items that Redis holds",
          settings.cacheName(),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tasks.soon(replica::warnOfEviction);
    endOfPulses =
        scripts.listen(availability::hasJoined, this::heard, () -> tasks.inOrder(this::enter));
    renewing = tasks.every(settings.lease().dividedBy(3), this::hasToRenew, this::renew);
    timers.add(
        tasks.every(
            replica.reconcileInterval(),
            this::mayHaveMissedChanges,
            () -> tasks.inOrder(this::readChanges)));
    LocalItems<T> items = replica.parts().items();
    timers.add(
        tasks.every(
            Duration.ofMinutes(1),
            items::remembersRemovals,
            () -> items.forget(System.nanoTime() - REMEMBERS_REMOVALS_NANOS)));
  }

  /** Goes on looking after leases until the last call is over, then lets go. */
  synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    availability.closing();
    endOfPulses.run();
    timers.forEach(timer -> timer.cancel(false));
    if (nothingIsHeld()) {
      endRenewing();
    }
    Runnable end = endOfSubscription;
    if (end != null) {
      unsubscribe(end);
    }
  }

  private void unsubscribe(Runnable end) {
    try {
      replica.threads().submit(end).get(UNSUBSCRIBED.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.debug("The subscription could not be ended properly", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void endRenewing() {
    Future<?> timer = renewing;
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void subscribe() {
    if (endOfSubscription != null || !subscribing.compareAndSet(false, true)) {
      return;
    }
    try {
      Runnable end = scripts.subscribe(this::received, this::messagesWereMissed);
      if (closed) {
        end.run();
      } else {
        endOfSubscription = end;
      }
    } finally {
      subscribing.set(false);
    }
  }

  private void received(ChangeMessage message) {
    tasks.inOrder(() -> listener.take(message));
  }

  private void messagesWereMissed() {
    hearing.countDown();
    tasks.inOrder(this::readChanges);
  }

  private boolean hasToRenew() {
    noteWhetherLeasesCanBeRenewed();
    return closed || !nothingIsHeld() || replica.marks().hasUntold();
  }

  private void noteWhetherLeasesCanBeRenewed() {
    if (availability.takesOutcomes()) {
      renewedAt = System.nanoTime();
    }
  }

  private void renew() {
    if (closed && !availability.takesOutcomes()) {
      lookOnceMore();
      noteWhetherLeasesCanBeRenewed();
    }
    if (closed && (nothingIsHeld() || leasesAreOver())) {
      endRenewing();
    } else {
      replica.releases().renew();
      replica.marks().renew();
    }
  }

  /** After the close, nobody else notices that Redis can be used again. */
  private void lookOnceMore() {
    try {
      if (scripts.pulse(false).missing().isEmpty() && availability.hasJoined()) {
        availability.works();
      }
    } catch (CacheUnavailableException e) {
      log.debug("Cache \"{}\" is closed and cannot renew its leases", settings.cacheName(), e);
    }
  }

  private boolean leasesAreOver() {
    return System.nanoTime() - renewedAt > settings.lease().toNanos();
  }

  private boolean nothingIsHeld() {
    return claims.isEmpty() && handlerCalls.isEmpty();
  }

  private boolean mayHaveMissedChanges() {
    boolean toldOften = replica.reconcileInterval().compareTo(PULSES) >= 0;
    return !toldOften || sequence < 0 || !reconciler.isCurrent(sequence);
  }

  /** True once all items are here: until then, nobody knows how many there are. */
  boolean isLoaded() {
    return loaded;
  }

  /** Looks for what this replica was not told of. */
  void readChanges() {
    boolean mayRead = !closed && toPutBackInto.get() == null && availability.isUsable();
    if (mayRead && reading.compareAndSet(false, true)) {
      try {
        reconciler.readChanges();
        replica.refreshes().sendUnsent(); // of what was lost, and is back
      } finally {
        reading.set(false);
      }
    }
  }

  // Epochs.

  private void epochEnded(Epoch epoch) {
    membership.hasEnded(epoch);
    tasks.inOrder(this::enter);
  }

  /** Takes part, and takes what Redis holds. */
  private void enter() {
    if (closed || !opened || (availability.hasJoined() && loaded)) {
      return;
    }
    membership.enter();
    if (!loaded) {
      reconciler.load();
      loaded = true;
    }
    afterwards();
  }

  /** What is here goes into it. Until then, nothing is taken for removed because Redis lacks it. */
  private void anotherEpochBegins() {
    toPutBackInto.set(scripts.epoch());
    reconciler.putClaimsBack();
  }

  private void putBack() {
    Epoch epoch = toPutBackInto.get();
    if (epoch != null && availability.isUsable()) {
      reconciler.putItemsBack();
      toPutBackInto.compareAndSet(epoch, null); // unless that has ended meanwhile, too
      afterwards();
    }
  }

  /** What could not be told while Redis could not be used. */
  private void afterwards() {
    replica.claimOperations().recallUnanswered();
    replica.creations().forgoUnanswered();
    replica.releases().releaseDropped();
    replica.refreshes().sendUnsent();
    replica.marks().afterwards();
    schedule.dueIn(0);
    replica.mayBeDue();
  }

  // Pulses.

  /** Asks how the store is, on this thread. */
  void pulse() {
    heard(scripts.pulse(false));
  }

  private void heard(Pulse pulse) {
    if (closed) {
      return;
    }
    schedule.overdue(pulse.overdue(), pulse.lateMicros());
    replica.items().stretch().told(pulse.stretch());
    if (pulse.overdue() > 0) {
      replica.mayBeDue();
    }
    replica.parts().marks().areDue(pulse.marksDue());
    clock.isShiftedBy(pulse.shiftMicros());
    clock.was(pulse.nowMicros());
    if (!pulse.missing().isEmpty()) {
      breaks(scripts.epoch(), pulse.missing());
      return;
    }
    sequence = pulse.sequence();
    settings.adopt(pulse.settings());
    replica.hold().pulse(pulse.heldMicros());
    OutageState outage = pulse.outage();
    if (outage != null) {
      replica.outage().heard(outage, scripts.epoch(), pulse.nowMicros());
    }
    if (!availability.isUsable() && availability.hasJoined()) {
      availability.works();
      tasks.inOrder(
          () -> {
            readChanges();
            afterwards();
          });
    }
    if (toPutBackInto.get() != null) {
      tasks.inOrder(this::putBack);
    }
    if (pulse.unchecked() && repairing.compareAndSet(false, true)) {
      tasks.soon(this::repair);
    }
    if (endOfSubscription == null) {
      tasks.soon(this::subscribe);
    }
  }

  private void breaks(Epoch epoch, String why) {
    membership.breaks(epoch, why);
    tasks.inOrder(this::enter);
  }

  private void repair() {
    try {
      scripts.repair(settings.leaseMicros(), settings.retentionMicros());
    } finally {
      repairing.set(false);
    }
  }
}
