package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.lease.LeaseParts;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.sync.Reconciler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replica's life, from the opening to the close, and what it does again and again meanwhile.
 * Thread-safe.
 */
final class Lifecycle {

  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private static final Duration HEARTBEATS = Duration.ofSeconds(1);

  /**
   * A start waits so long to be subscribed: what is missed before is found by the next heartbeat.
   */
  private static final Duration SUBSCRIBED = Duration.ofSeconds(1);

  private static final long REMEMBERS_REMOVALS_NANOS = Duration.ofMinutes(10).toNanos();

  private final String cache;
  private final Duration reconcileInterval;
  private final BackgroundTasks tasks;
  private final Availability availability;
  private final LocalItems<?> items;
  private final Reconciler<?> reconciler;
  private final EpochTransitions transitions;
  private final Subscription subscription;
  private final StatusMonitor status;
  private final LeaseRenewal renewal;
  private final EvictionWarning eviction;
  private final List<Future<?>> timers = new ArrayList<>();
  private boolean opened;
  private boolean closed;

  /**
   * Not opened yet.
   *
   * @param reconcileInterval how often it looks for changes that it was not told of
   */
  Lifecycle(
      LeaseParts<?> parts,
      Duration reconcileInterval,
      BackgroundTasks tasks,
      Reconciler<?> reconciler,
      EpochTransitions transitions,
      Subscription subscription,
      StatusMonitor status,
      LeaseRenewal renewal,
      EvictionWarning eviction) {
    cache = parts.settings().cacheName();
    availability = parts.availability();
    items = parts.items();
    this.reconcileInterval = reconcileInterval;
    this.tasks = tasks;
    this.reconciler = reconciler;
    this.transitions = transitions;
    this.subscription = subscription;
    this.status = status;
    this.renewal = renewal;
    this.eviction = eviction;
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
    subscription.subscribeUnlessSubscribed();
    Future<?> loading = transitions.open();
    try {
      loading.get();
      boolean heard = subscription.awaitHearing(SUBSCRIBED);
      log.debug("Cache \"{}\" hears of changes: {}", cache, heard);
    } catch (ExecutionException e) {
      log.warn("Cache \"{}\" starts without the items that Redis holds", cache, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tasks.soon(eviction::warnOfEviction);
    status.start();
    renewal.start();
    timers.add(
        tasks.every(reconcileInterval, this::mayHaveMissedChanges, transitions::readChangesSoon));
    timers.add(
        tasks.every(
            Duration.ofMinutes(1),
            () -> !items.removals().isEmpty(),
            () -> items.removals().forget(System.nanoTime() - REMEMBERS_REMOVALS_NANOS)));
  }

  private boolean mayHaveMissedChanges() {
    boolean heartbeatsSuffice = reconcileInterval.compareTo(HEARTBEATS) >= 0;
    long sequence = status.sequence();
    return !heartbeatsSuffice || sequence < 0 || !reconciler.isCurrent(sequence);
  }

  /** Goes on looking after leases until the last call is over, then lets go. */
  synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    transitions.close();
    availability.closing();
    status.close();
    timers.forEach(timer -> timer.cancel(false));
    renewal.close();
    subscription.close();
  }
}
