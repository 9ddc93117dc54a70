package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.Fence;
import io.github.autorefresh.cache.spring.redis.script.Grant;
import java.util.ArrayList;
import java.util.List;

/**
 * An item that this replica has claimed, fenced by the epoch, its generation and the number of the
 * claim. When an epoch ends, the claims that were put back into the next one go on in that.
 *
 * <p>From the commit to the release the engine notifies its listeners of the sync; whatever else
 * happens to the item meanwhile is told after that. Thread-safe.
 */
public final class Claim implements Fence {

  private final String id;
  private final long generation;
  private final int run;
  private volatile Epoch epoch;
  private boolean notifying;
  private List<Runnable> deferred = List.of();

  Claim(Epoch epoch, Grant.Item granted) {
    this.epoch = epoch;
    id = granted.id();
    generation = granted.fields().generation();
    run = granted.fields().run();
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public long generation() {
    return generation;
  }

  @Override
  public int run() {
    return run;
  }

  /** It holds in this epoch; in a later one it is worth nothing. */
  boolean isOf(Epoch current) {
    return epoch.id().equals(current.id());
  }

  /** It was put back into the epoch that has followed. */
  void goesOnIn(Epoch next) {
    epoch = next;
  }

  /** The outcome has been accepted: the engine notifies its listeners now. */
  synchronized void notifies() {
    notifying = true;
  }

  /** Keeps an event for later if the engine notifies its listeners of this item just now. */
  public synchronized boolean defer(Runnable event) {
    if (!notifying) {
      return false;
    }
    if (deferred.isEmpty()) {
      deferred = new ArrayList<>();
    }
    deferred.add(event);
    return true;
  }

  /** The engine has notified its listeners; returns what was kept. */
  synchronized List<Runnable> notified() {
    List<Runnable> kept = deferred;
    deferred = List.of();
    notifying = false;
    return kept;
  }
}
