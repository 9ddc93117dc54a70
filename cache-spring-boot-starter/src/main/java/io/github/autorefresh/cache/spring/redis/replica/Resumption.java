package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.spi.ControlSink;
import io.github.autorefresh.cache.spring.redis.handle.SharedMarks;
import io.github.autorefresh.cache.spring.redis.lease.LeaseOperations;

/**
 * What is done as soon as Redis can be used again: it is asked what it has not answered, and told
 * what it could not be told. Thread-safe.
 */
final class Resumption {

  private final LeaseOperations<?> leases;
  private final SharedMarks<?> marks;
  private final SettingsOperations settings;
  private final ControlSink control;

  Resumption(
      LeaseOperations<?> leases,
      SharedMarks<?> marks,
      SettingsOperations settings,
      ControlSink control) {
    this.leases = leases;
    this.marks = marks;
    this.settings = settings;
    this.control = control;
  }

  void resume() {
    leases.claims().recallUnanswered();
    leases.creations().forgoUnanswered();
    leases.releases().releaseDropped();
    requestRefreshes();
    marks.resume();
    leases.schedule().dueIn(0);
    control.mayBeDue();
    settings.finishRescaling();
  }

  /** Requests again the refreshes that Redis does not know of. */
  void requestRefreshes() {
    leases.refreshes().sendUnsent();
  }
}
