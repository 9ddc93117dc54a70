package io.github.autorefresh.cache.spring.redis.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this replica has asked to be synced soon, until a sync has ended that began later: the
 * number of an item's last claim at the time tells them apart. Thread-safe.
 */
public final class RefreshRequests {

  /** Redis has not been told yet. */
  private static final int UNSENT = Integer.MAX_VALUE;

  private final ConcurrentHashMap<String, Integer> runs = new ConcurrentHashMap<>();

  void ask(String id) {
    runs.put(id, UNSENT);
  }

  /** Redis knows: syncs of later claims serve. */
  void sent(String id, int lastRun) {
    runs.computeIfPresent(id, (key, known) -> lastRun);
  }

  /** True, once, if a sync of that claim began after it was asked for. */
  public boolean servedBy(String id, int run) {
    if (runs.isEmpty()) {
      return false;
    }
    Integer asked = runs.get(id);
    return asked != null && run > asked && runs.remove(id, asked);
  }

  /** Forgets one; false if there is none. */
  public boolean remove(String id) {
    return !runs.isEmpty() && runs.remove(id) != null;
  }

  List<String> unsent() {
    List<String> ids = new ArrayList<>();
    runs.forEach(
        (id, run) -> {
          if (run == UNSENT) {
            ids.add(id);
          }
        });
    return ids;
  }

  /** All items that a sync was asked for. */
  public List<String> all() {
    return List.copyOf(runs.keySet());
  }
}
