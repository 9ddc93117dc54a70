package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spring.redis.copy.LocalItem;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.lease.RefreshRequests.Request;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.ClaimScripts;
import io.github.autorefresh.cache.spring.redis.script.LastClaim;
import io.github.autorefresh.cache.spring.redis.script.Pages;
import io.github.autorefresh.cache.spring.redis.script.Session;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
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
  private final ToLongFunction<String> lastRefresh;

  /**
   * Of one replica.
   *
   * @param lastRefresh the number of the last refresh of an item that was asked for
   */
  public RefreshOperations(
      LeaseParts<?> parts, ClaimScripts scripts, ToLongFunction<String> lastRefresh) {
    this.scripts = scripts;
    this.lastRefresh = lastRefresh;
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
    send(List.of(requests.ask(id, lastRefresh.applyAsLong(id))));
  }

  /** Tells Redis what it could not be told when it was asked for. */
  public void sendUnsent() {
    List<Request> unsent = requests.unsent();
    unsent.removeIf(this::isBeingServed);
    if (!unsent.isEmpty()) {
      send(unsent);
    }
  }

  /** A sync that was put back after a loss, and goes on here, need not be asked for again. */
  private boolean isBeingServed(Request request) {
    Claim claim = claims.of(request.id());
    return claim != null
        && claim.isOf(session.epoch())
        && request.isServedBy(claim.generation(), claim.run());
  }

  private void send(List<Request> asked) {
    if (!availability.isUsable()) {
      return;
    }
    for (int from = 0; from < asked.size(); from += Pages.SIZE) {
      List<Request> page = asked.subList(from, Math.min(asked.size(), from + Pages.SIZE));
      List<String> ids = page.stream().map(Request::id).toList();
      Map<String, LastClaim> known = knownClaims(ids); // before Redis is asked
      Map<String, LastClaim> lastClaims;
      try {
        lastClaims = calls.call(() -> scripts.hasten(ids));
      } catch (CacheUnavailableException e) {
        log.debug("{} items are made due later", page.size(), e);
        return;
      }
      for (Request request : page) {
        LastClaim last = lastClaims.get(request.id());
        if (last == null) {
          isNotToBeSynced(request.id());
        } else {
          LastClaim before = known.getOrDefault(request.id(), last);
          requests.sent(request, last.isBefore(before) ? before : last);
          updates.refreshRequested(request.id());
        }
      }
    }
    schedule.dueIn(0);
  }

  /**
   * The last claims of these items as far as they are known here: a Redis that has fallen back to
   * an earlier state may have counted fewer.
   */
  private Map<String, LastClaim> knownClaims(List<String> ids) {
    Map<String, LastClaim> known = new HashMap<>();
    for (String id : ids) {
      LocalItem<?> local = items.get(id);
      if (local != null) {
        known.put(id, local.fields().lastClaim());
      }
    }
    return known;
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
