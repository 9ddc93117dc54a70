package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spring.redis.copy.LocalItem;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.ClaimScripts;
import io.github.autorefresh.cache.spring.redis.script.LastClaim;
import io.github.autorefresh.cache.spring.redis.script.Pages;
import io.github.autorefresh.cache.spring.redis.script.Session;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes items due now, or as soon as Redis can be used again. Thread-safe. */
public final class RefreshOperations {

  private static final Logger log = LoggerFactory.getLogger(RefreshOperations.class);

  private final ClaimScripts scripts;
  private final Session session;
  private final Availability availability;
  private final ApplicationCalls calls;
  private final Claims claims;
  private final RefreshRequests requests;
  private final LocalItems<?> items;
  private final ClaimSchedule schedule;
  private final CopyUpdates<?> updates;

  /** Of one replica. */
  public RefreshOperations(LeaseParts<?> parts, ClaimScripts scripts) {
    this.scripts = scripts;
    session = parts.session();
    availability = parts.availability();
    calls = parts.calls();
    claims = parts.claims();
    requests = parts.refreshRequests();
    items = parts.items();
    schedule = parts.schedule();
    updates = parts.updates();
  }

  /** Asks for a sync of an item that begins from now on. */
  public void hasten(String id) {
    requests.ask(id);
    send(List.of(id));
  }

  /** Tells Redis what it could not be told when it was asked for. */
  public void sendUnsent() {
    List<String> ids = requests.unsent();
    ids.removeIf(this::isBeingServed);
    if (!ids.isEmpty()) {
      send(ids);
    }
  }

  /** A sync that was put back after a loss, and goes on here, need not be asked for again. */
  private boolean isBeingServed(String id) {
    Claim claim = claims.of(id);
    return claim != null
        && claim.isOf(session.epoch())
        && requests.willBeServedBy(id, claim.generation(), claim.run());
  }

  private void send(List<String> ids) {
    if (!availability.isUsable()) {
      return;
    }
    for (int from = 0; from < ids.size(); from += Pages.SIZE) {
      List<String> page = ids.subList(from, Math.min(ids.size(), from + Pages.SIZE));
      Map<String, LastClaim> lastClaims;
      try {
        lastClaims = calls.call(() -> scripts.hasten(page));
      } catch (CacheUnavailableException e) {
        log.debug("{} items are made due later", page.size(), e);
        return;
      }
      for (String id : page) {
        LastClaim last = lastClaims.get(id);
        if (last == null) {
          isNotToBeSynced(id);
        } else {
          requests.sent(id, last);
          updates.refreshRequested(id);
        }
      }
    }
    schedule.dueIn(0);
  }

  /**
   * In Redis, the item is absent or terminal. Unless it is so here as well, it is read: either this
   * replica has not heard of that yet, or Redis has lost the item. Then it is put back, and the
   * sync is asked for again.
   */
  private void isNotToBeSynced(String id) {
    LocalItem<?> local = items.get(id);
    if (local == null || local.fields().isTerminal()) {
      requests.remove(id);
    } else {
      updates.doubt(id);
    }
  }
}
