package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.spring.redis.script.LastClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * What this replica has asked to be synced soon, until a sync has ended that began later: the
 * generation and the number of an item's last claim at the time tell them apart. Thread-safe.
 */
public final class RefreshRequests {

  /** As long as Redis does not know, no sync serves. */
  private static final Request UNSENT =
      new Request(new LastClaim(Long.MAX_VALUE, Integer.MAX_VALUE), false);

  private final ConcurrentHashMap<String, Request> byId = new ConcurrentHashMap<>();

  /**
   * @param last before the request: syncs of later claims serve it
   * @param isSent true once Redis knows of the request
   */
  private record Request(LastClaim last, boolean isSent) {}

  /** A sync that begins from now on is wanted; Redis is to be told. */
  public void ask(String id) {
    byId.put(id, UNSENT);
  }

  /** Redis knows: syncs of later claims serve. After a loss, it may count from fewer claims on. */
  public void sent(String id, LastClaim last) {
    byId.computeIfPresent(
        id, (key, known) -> new Request(known.last.isBefore(last) ? known.last : last, true));
  }

  /** Redis may have lost them: they are to be sent once more. */
  public void mayBeLost() {
    byId.replaceAll((id, request) -> new Request(request.last, false));
  }

  /** True if a sync of that claim, once it has ended, will serve. */
  boolean willBeServedBy(String id, long generation, int run) {
    Request request = byId.get(id);
    return request != null && request.last.isBefore(new LastClaim(generation, run));
  }

  /** True, once, if a sync of that claim began after it was asked for. */
  public boolean servedBy(String id, long generation, int run) {
    if (byId.isEmpty()) {
      return false;
    }
    Request request = byId.get(id);
    return request != null
        && request.last.isBefore(new LastClaim(generation, run))
        && byId.remove(id, request);
  }

  /** Forgets one; false if there is none. */
  public boolean remove(String id) {
    return !byId.isEmpty() && byId.remove(id) != null;
  }

  /** Forgets one unless its item is here: then it is of a later generation than what is gone. */
  public void removeUnless(String id, BooleanSupplier isHere) {
    byId.computeIfPresent(id, (key, request) -> isHere.getAsBoolean() ? request : null);
  }

  List<String> unsent() {
    List<String> ids = new ArrayList<>();
    byId.forEach(
        (id, request) -> {
          if (!request.isSent) {
            ids.add(id);
          }
        });
    return ids;
  }

  /** All items that a sync was asked for. */
  public List<String> all() {
    return List.copyOf(byId.keySet());
  }
}
