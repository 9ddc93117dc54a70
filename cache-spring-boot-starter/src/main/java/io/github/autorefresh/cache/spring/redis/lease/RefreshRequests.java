package io.github.autorefresh.cache.spring.redis.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this replica has asked to be synced soon, until a sync has ended that began later: the
 * number of an item's last claim at the time tells them apart. Thread-safe.
 */
public final class RefreshRequests {

  /** As long as Redis does not know, no sync serves. */
  private static final Request UNSENT = new Request(Integer.MAX_VALUE, false);

  private final ConcurrentHashMap<String, Request> byId = new ConcurrentHashMap<>();

  /**
   * @param lastRun the number of the last claim before the request: syncs of later ones serve it
   * @param isSent true once Redis knows of the request
   */
  private record Request(int lastRun, boolean isSent) {}

  void ask(String id) {
    byId.put(id, UNSENT);
  }

  /** Redis knows: syncs of later claims serve. After a loss, it may count from fewer claims on. */
  void sent(String id, int lastRun) {
    byId.computeIfPresent(id, (key, known) -> new Request(Math.min(known.lastRun, lastRun), true));
  }

  /** Redis may have lost them: they are to be sent once more. */
  public void mayBeLost() {
    byId.replaceAll((id, request) -> new Request(request.lastRun, false));
  }

  /** True if a sync of that claim, once it has ended, will serve. */
  boolean willBeServedBy(String id, int run) {
    Request request = byId.get(id);
    return request != null && run > request.lastRun;
  }

  /** True, once, if a sync of that claim began after it was asked for. */
  public boolean servedBy(String id, int run) {
    if (byId.isEmpty()) {
      return false;
    }
    Request request = byId.get(id);
    return request != null && run > request.lastRun && byId.remove(id, request);
  }

  /** Forgets one; false if there is none. */
  public boolean remove(String id) {
    return !byId.isEmpty() && byId.remove(id) != null;
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
