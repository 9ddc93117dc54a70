package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.spi.ControlSink;
import io.github.autorefresh.cache.spi.SharedOutage;
import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.OutageState;
import io.github.autorefresh.cache.spring.redis.script.PutBack;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * What this replica knows of the outage of all, and tells the engine. Answers may come in another
 * order than they were given: what is older than what is known counts for nothing. Thread-safe.
 */
public final class KnownOutage {

  private final ControlSink control;
  private final Function<String, Throwable> remoteFailure;

  /** Held while the engine is told, so that it is told last of what is known last. */
  private final ReentrantLock telling = new ReentrantLock();

  private volatile OutageState state = OutageState.NONE;
  private Epoch epoch = Epoch.NONE;
  private long at;

  /**
   * None so far.
   *
   * @param remoteFailure what is told of a failure of another replica, from its text
   */
  public KnownOutage(ControlSink control, Function<String, Throwable> remoteFailure) {
    this.control = control;
    this.remoteFailure = remoteFailure;
  }

  /** The outage was so at that time of the logical clock of an epoch. */
  public void heard(OutageState reported, Epoch in, long nowMicros) {
    telling.lock();
    try {
      boolean before = state.isOn();
      if (learn(reported, in, nowMicros) && (before || reported.isOn())) {
        control.outage(reported.isOn() ? shared(reported, nowMicros) : null);
      }
    } finally {
      telling.unlock();
    }
  }

  /** This replica has ended it, at that time of the logical clock of an epoch. */
  void ended(Epoch in, long nowMicros) {
    telling.lock();
    try {
      learn(OutageState.NONE, in, nowMicros);
    } finally {
      telling.unlock();
    }
  }

  /** What Redis has to know again if it has lost it; empty if there is no outage. */
  public Optional<PutBack> toPutBack() {
    return Optional.of(state).filter(OutageState::isOn).map(PutBack.Outage::new);
  }

  private boolean learn(OutageState reported, Epoch in, long nowMicros) {
    if (in.id().equals(epoch.id()) && nowMicros < at) {
      return false;
    }
    state = reported;
    epoch = in;
    at = nowMicros;
    return true;
  }

  OutageState state() {
    return state;
  }

  private SharedOutage shared(OutageState now, long nowMicros) {
    return new SharedOutage(
        nanos(nowMicros - now.since()),
        remoteFailure.apply(now.cause()),
        now.early(),
        now.probes(),
        nanos(nowMicros - now.probedAt()),
        now.forAny(),
        now.underWay());
  }

  private static long nanos(long micros) {
    return TimeUnit.MICROSECONDS.toNanos(Math.max(0, micros));
  }
}
