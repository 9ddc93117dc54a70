package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.HeartbeatScripts;
import io.github.autorefresh.cache.spring.redis.script.Session;
import io.github.autorefresh.cache.spring.redis.script.StoreStatus;

/**
 * Learns once a second what the status of the store is, and sees to what follows from that: takes
 * it over, repairs, begins another epoch, subscribes again. Thread-safe.
 */
final class StatusMonitor {

  private final HeartbeatScripts heartbeats;
  private final Session session;
  private final Availability availability;
  private final StatusApplier applier;
  private final EpochTransitions transitions;
  private final Subscription subscription;
  private Runnable endOfHeartbeats = () -> {};
  private volatile boolean closed;

  /** The last change that Redis told of; negative if unknown. */
  private volatile long sequence = -1;

  StatusMonitor(
      HeartbeatScripts heartbeats,
      Session session,
      Availability availability,
      StatusApplier applier,
      EpochTransitions transitions,
      Subscription subscription) {
    this.heartbeats = heartbeats;
    this.session = session;
    this.availability = availability;
    this.applier = applier;
    this.transitions = transitions;
    this.subscription = subscription;
  }

  /** To be called once; an epoch is joined first, while this replica takes part in none. */
  synchronized void start() {
    endOfHeartbeats =
        heartbeats.listen(availability::hasJoined, this::heard, transitions::enterSoon);
  }

  synchronized void close() {
    closed = true;
    endOfHeartbeats.run();
  }

  /** The last change that Redis told of; negative if unknown. */
  long sequence() {
    return sequence;
  }

  /** Asks how the store is, on this thread. */
  void heartbeat() {
    heard(heartbeats.send(false));
  }

  private void heard(StoreStatus status) {
    if (closed) {
      return;
    }
    applier.applySchedule(status);
    if (!status.missing().isEmpty()) {
      transitions.breaks(session.epoch(), status.missing());
      return;
    }
    sequence = status.sequence();
    applier.applyControl(status);
    transitions.storeAnswers();
    if (status.unchecked()) {
      transitions.repairSoon();
    } else {
      transitions.keysAgree();
    }
    subscription.subscribeUnlessSubscribed();
  }
}
