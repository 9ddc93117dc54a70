package io.github.autorefresh.cache.spring.redis;

import java.util.ArrayList;
import java.util.List;

/**
 * An item that this replica has claimed, fenced by its generation and the number of the claim.
 *
 * <p>From the commit to the release the engine tells its listeners of the sync; whatever else
 * happens to the item meanwhile is told after that. Thread-safe.
 */
final class Claim {

  final String id;
  final long generation;
  final int run;
  private boolean telling;
  private List<Runnable> deferred = List.of();

  Claim(String id, Meta meta) {
    this.id = id;
    this.generation = meta.generation();
    this.run = meta.run();
  }

  /** The verdict has been accepted: the engine tells of it now. */
  synchronized void tell() {
    telling = true;
  }

  /** Keeps an event for later if the engine tells of this item just now. */
  synchronized boolean defer(Runnable event) {
    if (!telling) {
      return false;
    }
    if (deferred.isEmpty()) {
      deferred = new ArrayList<>();
    }
    deferred.add(event);
    return true;
  }

  /** The engine has told all; returns what was kept. */
  synchronized List<Runnable> told() {
    List<Runnable> kept = deferred;
    deferred = List.of();
    telling = false;
    return kept;
  }
}
