package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spring.redis.copy.ItemEvents;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.ClaimScripts;
import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.Pages;
import io.github.autorefresh.cache.spring.redis.script.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends claims, and keeps those alive that are not over. What cannot be given back while Redis
 * cannot be used is given back as soon as it can. Thread-safe.
 */
public final class ReleaseOperations {

  private static final Logger log = LoggerFactory.getLogger(ReleaseOperations.class);

  private final ClaimScripts scripts;
  private final Session session;
  private final Availability availability;
  private final LeaseSettings settings;
  private final Claims claims;
  private final ClaimSchedule schedule;
  private final ItemEvents events;
  private final Queue<Claim> dropped = new ConcurrentLinkedQueue<>();

  /** Of one replica. */
  public ReleaseOperations(LeaseParts<?> parts, ClaimScripts scripts) {
    this.scripts = scripts;
    session = parts.session();
    availability = parts.availability();
    settings = parts.settings();
    claims = parts.claims();
    schedule = parts.schedule();
    events = parts.items().events();
  }

  /** Ends the claims of a run; those whose outcome was committed have ended in Redis already. */
  public void release(ClaimedItems<?> run) {
    List<Claim> open = new ArrayList<>();
    for (int i = 0; i < run.size(); i++) {
      Claim claim = (Claim) run.claim(i);
      boolean mine = claims.remove(claim);
      if (mine && !(run.isAccepted(i) && !run.isHeld(i))) {
        open.add(claim);
      }
      told(claim);
    }
    if (!open.isEmpty()) {
      giveBack(open, -1);
      schedule.dueIn(0);
    }
  }

  /** The engine has notified of the outcomes of a run, whose claims go on. */
  public void told(ClaimedItems<?> run) {
    for (int i = 0; i < run.size(); i++) {
      told((Claim) run.claim(i));
    }
  }

  private void told(Claim claim) {
    if (claim.letsEventsGo()) {
      events.letGo(claim.id());
    }
  }

  /** Ends a claim here only; it is given back when Redis can be used again. */
  void drop(Claim claim) {
    if (claims.remove(claim)) {
      dropped.add(claim);
    }
  }

  /** Gives back claims that have ended here; later, if Redis cannot be used. */
  void giveBack(List<Claim> some, long delayMicros) {
    Epoch epoch = session.epoch();
    List<Claim> own = some.stream().filter(claim -> claim.isOf(epoch)).toList();
    for (int from = 0; from < own.size(); from += Pages.SIZE) {
      List<Claim> page = own.subList(from, Math.min(own.size(), from + Pages.SIZE));
      try {
        if (availability.takesOutcomes()) {
          scripts.release(epoch, delayMicros, settings.retentionMicros(), page);
        } else {
          dropped.addAll(page);
        }
      } catch (CacheUnavailableException e) {
        log.debug("{} claims are given back later", page.size(), e);
        dropped.addAll(page);
      }
    }
  }

  /** Gives back the claims that have ended here only. */
  public void releaseDropped() {
    List<Claim> some = new ArrayList<>();
    for (Claim claim = dropped.poll(); claim != null; claim = dropped.poll()) {
      some.add(claim);
    }
    giveBack(some, -1);
  }

  /** Keeps the leases of all that is claimed and reserved. */
  public void renew() {
    if (availability.takesOutcomes() && !claims.isEmpty()) {
      scripts.renew(settings.leaseMicros(), claims.held(), claims.tokens());
    }
  }
}
