package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spi.SyncObserver;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several observers in the place of one: each hears of every sync, whatever another one throws. */
final class SyncObservers implements SyncObserver {

  private final List<SyncObserver> observers;

  SyncObservers(List<SyncObserver> observers) {
    this.observers = List.copyOf(observers);
  }

  @Override
  public void synced(String cache, Outcome outcome, long nanos) {
    @Nullable RuntimeException thrown = null;
    for (SyncObserver observer : observers) {
      try {
        observer.synced(cache, outcome, nanos);
      } catch (RuntimeException e) {
        if (thrown == null) {
          thrown = e;
        } else {
          thrown.addSuppressed(e);
        }
      }
    }
    if (thrown != null) {
      throw thrown; // the engine logs it
    }
  }
}
