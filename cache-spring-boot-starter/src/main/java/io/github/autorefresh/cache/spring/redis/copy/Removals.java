package io.github.autorefresh.cache.spring.redis.copy;

import io.github.autorefresh.cache.spring.redis.script.RemovedItem;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The removals that are remembered. Thread-safe. */
public final class Removals {

  private final ConcurrentHashMap<String, Removal> byId = new ConcurrentHashMap<>();

  /** That of an id, or null. */
  public @Nullable RemovedItem of(String id) {
    Removal removal = get(id);
    return removal == null ? null : removal.item();
  }

  @Nullable Removal get(String id) {
    return byId.get(id);
  }

  void remember(RemovedItem removed, long now) {
    byId.merge(removed.id(), new Removal(removed, now), Removal::later);
  }

  /** All of them. */
  public List<RemovedItem> all() {
    return byId.values().stream().map(Removal::item).toList();
  }

  /** Forgets those that were before then. */
  public void forget(long before) {
    byId.values().removeIf(removal -> removal.at() - before < 0);
  }

  /** False if there is something to {@link #forget}. */
  public boolean isEmpty() {
    return byId.isEmpty();
  }
}
