package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.handle.HandlerCalls;
import io.github.autorefresh.cache.spring.redis.lease.ClaimSchedule;
import io.github.autorefresh.cache.spring.redis.lease.Claims;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.ChangeChannel;
import io.github.autorefresh.cache.spring.redis.script.ChangeMessage;
import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.HeartbeatScripts;
import io.github.autorefresh.cache.spring.redis.script.OutageState;
import io.github.autorefresh.cache.spring.redis.script.RestoreScripts;
import io.github.autorefresh.cache.spring.redis.script.Session;
import io.github.autorefresh.cache.spring.redis.script.StoreStatus;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replica's life, from the opening to the close: what it does again and again meanwhile, and what
 * it makes of what it is told once a second. Thread-safe.
 */
final class Lifecycle<T extends CacheItem> {

  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private static final Duration HEARTBEATS = Duration.ofSeconds(1);
  private static final Duration UNSUBSCRIBED = Duration.ofSeconds(3);

  /**
   * A start waits so long to be subscribed: what is missed before is found by the next heartbeat.
   */
  private static final Duration SUBSCRIBED = Duration.ofSeconds(1);

  private static final long REMEMBERS_REMOVALS_NANOS = Duration.ofMinutes(10).toNanos();

  private final Replica<T> replica;
  private final BackgroundTasks tasks;
  private final HeartbeatScripts heartbeats;
  private final RestoreScripts restoreScripts;
  private final ChangeChannel channel;
  private final Session session;
  private final Availability availability;
  private final EpochGuard epochGuard;
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
  private Runnable endOfHeartbeats = () -> {};
  private volatile @Nullable Runnable endOfSubscription;
  private volatile boolean opened;
  private volatile boolean loaded;
  private volatile boolean toPutBack;
  private volatile boolean closed;

  /** When leases could last be renewed. */
  private volatile long renewedAt = System.nanoTime();

  /** The last change that Redis told of; negative if unknown. */
  private volatile long sequence = -1;

  Lifecycle(
      Replica<T> replica,
      HeartbeatScripts heartbeats,
      RestoreScripts restoreScripts,
      ChangeChannel channel,
      ChangeListener<T> listener) {
    this.replica = replica;
    this.heartbeats = heartbeats;
    this.restoreScripts = restoreScripts;
    this.channel = channel;
    this.listener = listener;
    tasks = replica.tasks();
    session = replica.parts().session();
    availability = replica.parts().availability();
    epochGuard = replica.epochGuard();
    settings = replica.settings();
    clock = replica.clock();
    schedule = replica.parts().schedule();
    claims = replica.parts().claims();
    handlerCalls = replica.marks().calls();
    reconciler = replica.reconciler();
    session.onEpochEnd(this::epochEnded);
    session.onFallback(epoch -> breaks(epoch, "it is back at an earlier state"));
    epochGuard.onAnotherEpoch(this::anotherEpochBegins, () -> tasks.inOrder(this::putBack));
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
    endOfHeartbeats =
        heartbeats.listen(availability::hasJoined, this::heard, () -> tasks.inOrder(this::enter));
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
    endOfHeartbeats.run();
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
      Runnable end = channel.subscribe(this::received, this::messagesWereMissed);
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
    return closed || !nothingIsHeld() || replica.marks().hasUnsent();
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
      if (heartbeats.send(false).missing().isEmpty() && availability.hasJoined()) {
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
    boolean heartbeatsSuffice = replica.reconcileInterval().compareTo(HEARTBEATS) >= 0;
    return !heartbeatsSuffice || sequence < 0 || !reconciler.isCurrent(sequence);
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

  // Epochs.

  private void epochEnded(Epoch epoch) {
    epochGuard.hasEnded(epoch);
    tasks.inOrder(this::enter);
  }

  /** Takes part, and takes what Redis holds. */
  private void enter() {
    if (closed || !opened || (availability.hasJoined() && loaded)) {
      return;
    }
    epochGuard.enter();
    if (!loaded) {
      reconciler.load();
      loaded = true;
    }
    afterwards();
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

  // Heartbeats.

  /** Asks how the store is, on this thread. */
  void heartbeat() {
    heard(heartbeats.send(false));
  }

  private void heard(StoreStatus status) {
    if (closed) {
      return;
    }
    schedule.overdue(status.overdue(), status.lateMicros());
    replica.items().stretch().update(status.stretch());
    if (status.overdue() > 0) {
      replica.mayBeDue();
    }
    replica.parts().marks().areDue(status.marksDue());
    clock.isShiftedBy(status.shiftMicros());
    clock.was(status.nowMicros());
    if (!status.missing().isEmpty()) {
      breaks(session.epoch(), status.missing());
      return;
    }
    sequence = status.sequence();
    settings.adopt(status.settings());
    replica.hold().reported(status.heldMicros());
    OutageState outage = status.outage();
    if (outage != null) {
      replica.outage().heard(outage, session.epoch(), status.nowMicros());
    }
    if (!availability.isUsable() && availability.hasJoined()) {
      availability.works();
      tasks.inOrder(
          () -> {
            readChanges();
            afterwards();
          });
    }
    if (toPutBack) {
      tasks.inOrder(this::putBack);
    }
    if (status.unchecked() && repairing.compareAndSet(false, true)) {
      tasks.soon(this::repair);
    }
    if (endOfSubscription == null) {
      tasks.soon(this::subscribe);
    }
  }

  private void breaks(Epoch epoch, String why) {
    epochGuard.breaks(epoch, why);
    tasks.inOrder(this::enter);
  }

  private void repair() {
    try {
      restoreScripts.repair(settings.leaseMicros(), settings.retentionMicros());
    } finally {
      repairing.set(false);
    }
  }
}
