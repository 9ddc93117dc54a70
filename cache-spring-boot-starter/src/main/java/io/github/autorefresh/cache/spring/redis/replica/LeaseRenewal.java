package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spring.redis.handle.SharedMarks;
import io.github.autorefresh.cache.spring.redis.lease.Claims;
import io.github.autorefresh.cache.spring.redis.lease.LeaseParts;
import io.github.autorefresh.cache.spring.redis.lease.LeaseSettings;
import io.github.autorefresh.cache.spring.redis.lease.ReleaseOperations;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.HeartbeatScripts;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the leases of all calls that this replica makes, of syncs and of the handler: after the
 * close too, until the last call is over. Thread-safe.
 */
final class LeaseRenewal {

  private static final Logger log = LoggerFactory.getLogger(LeaseRenewal.class);

  private final BackgroundTasks tasks;
  private final HeartbeatScripts heartbeats;
  private final Availability availability;
  private final LeaseSettings settings;
  private final Claims claims;
  private final ReleaseOperations releases;
  private final SharedMarks<?> marks;
  private volatile @Nullable Future<?> renewing;
  private volatile boolean closed;

  /** When leases could last be renewed. */
  private volatile long renewedAt = System.nanoTime();

  LeaseRenewal(
      BackgroundTasks tasks,
      HeartbeatScripts heartbeats,
      LeaseParts<?> parts,
      ReleaseOperations releases,
      SharedMarks<?> marks) {
    this.tasks = tasks;
    this.heartbeats = heartbeats;
    availability = parts.availability();
    settings = parts.settings();
    claims = parts.claims();
    this.releases = releases;
    this.marks = marks;
  }

  void start() {
    renewing = tasks.every(settings.lease().dividedBy(3), this::hasToRenew, this::renew);
  }

  /** Ends as soon as nothing is held any more. */
  void close() {
    closed = true;
    if (nothingIsHeld()) {
      endRenewing();
    }
  }

  private void endRenewing() {
    Future<?> timer = renewing;
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private boolean hasToRenew() {
    noteWhetherLeasesCanBeRenewed();
    return closed || !nothingIsHeld() || marks.hasUnsent();
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
      releases.renew();
      marks.renew();
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
    return claims.isEmpty() && marks.calls().isEmpty();
  }
}
