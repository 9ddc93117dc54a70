package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spi.ControlSink;
import io.github.autorefresh.cache.spi.TimeSource;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.ControlScripts;
import io.github.autorefresh.cache.spring.redis.script.PutBack;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hold of the cluster, as this replica knows it: what its own calls were told it passes on,
 * what those of others were told it learns from messages, or from the next heartbeat if one was
 * missed. Thread-safe.
 */
final class ClusterHold {

  private static final Logger log = LoggerFactory.getLogger(ClusterHold.class);
  private static final Duration LONGEST = Duration.ofHours(1);

  /** A heartbeat may be on its way while a hold begins, and messages take their time. */
  private static final long TOLERANCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final ControlScripts scripts;
  private final Availability availability;
  private final ControlSink control;
  private final TimeSource time;
  private long until;
  private long learnedAt;

  ClusterHold(
      ControlScripts scripts, Availability availability, ControlSink control, TimeSource time) {
    this.scripts = scripts;
    this.availability = availability;
    this.control = control;
    this.time = time;
    until = time.nanos();
    learnedAt = until;
  }

  /** A call of this replica was told so. */
  void hold(Duration asked, long callAgeNanos) {
    Duration most = asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    learns(most.toNanos());
    try {
      if (availability.takesOutcomes()) {
        scripts.hold(SharedSettings.micros(most), TimeUnit.NANOSECONDS.toMicros(callAgeNanos));
      }
    } catch (CacheUnavailableException e) {
      log.debug("The other replicas do not learn of a hold", e);
    }
  }

  /** A call of another replica was told so. */
  void heard(Duration remaining, Duration callAge) {
    learns(remaining.toNanos());
    control.held(remaining, callAge.toNanos());
  }

  /** What Redis says once a second: negative if it does not know yet. */
  void reported(long heldMicros) {
    Boolean begins = compared(TimeUnit.MICROSECONDS.toNanos(heldMicros));
    if (Boolean.TRUE.equals(begins)) {
      control.held(Duration.of(heldMicros, ChronoUnit.MICROS), 0);
    } else if (Boolean.FALSE.equals(begins)) {
      control.released();
    }
  }

  /** What Redis has to know again if it has lost it; empty if nothing is held. */
  synchronized Optional<PutBack> toPutBack() {
    long micros = TimeUnit.NANOSECONDS.toMicros(until - time.nanos());
    return micros > 0 ? Optional.of(new PutBack.Hold(micros)) : Optional.empty();
  }

  /** True if that is more than was known, false if a hold has ended early, else null. */
  private synchronized @Nullable Boolean compared(long nanos) {
    long now = time.nanos();
    if (nanos > 0 && now + nanos - until > TOLERANCE_NANOS) {
      learns(nanos);
      return true;
    }
    if (nanos == 0 && until - now > 0 && now - learnedAt > TOLERANCE_NANOS) {
      until = now;
      return false;
    }
    return null;
  }

  private synchronized void learns(long nanos) {
    learnedAt = time.nanos();
    until = until - (learnedAt + nanos) > 0 ? until : learnedAt + nanos;
  }
}
