package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.engine.loop.WorkerPool;
import io.github.autorefresh.cache.engine.waiters.Claims;
import org.jspecify.annotations.Nullable;

/** The claims that the workers of a pool hold; none until there is a pool. Thread-safe. */
final class HeldClaims implements Claims {

  private volatile @Nullable WorkerPool<?> pool;

  void of(WorkerPool<?> pool) {
    this.pool = pool;
  }

  @Override
  public boolean areHeldBy(Thread thread, String id) {
    WorkerPool<?> workers = pool;
    return workers != null && workers.isBusyWith(thread, id);
  }
}
