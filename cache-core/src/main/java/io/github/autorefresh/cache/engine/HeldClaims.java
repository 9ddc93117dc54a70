package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.engine.commit.ChangeNotifier;
import io.github.autorefresh.cache.engine.loop.WorkerPool;
import io.github.autorefresh.cache.engine.waiters.Claims;
import io.github.autorefresh.cache.spi.SharedStore;
import org.jspecify.annotations.Nullable;

/**
 * The claims that workers hold during their calls, and threads that notify of claimed items; none
 * until there are workers. Thread-safe.
 */
final class HeldClaims implements Claims {

  private volatile @Nullable WorkerPool<?> pool;
  private volatile @Nullable ChangeNotifier<?> notifier;
  private volatile @Nullable SharedStore store;

  void of(WorkerPool<?> pool, ChangeNotifier<?> notifier, SharedStore store) {
    this.pool = pool;
    this.notifier = notifier;
    this.store = store;
  }

  @Override
  public boolean areHeldHere(String id) {
    WorkerPool<?> workers = pool;
    ChangeNotifier<?> notifies = notifier;
    SharedStore changes = store;
    return (workers != null && workers.isCalling(Thread.currentThread(), id))
        || (notifies != null && notifies.isNotifyingOf(id))
        || (changes != null && changes.isNotifyingOf(id));
  }
}
