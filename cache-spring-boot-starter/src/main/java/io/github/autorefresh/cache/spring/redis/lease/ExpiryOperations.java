package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spi.TimeSource;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.Expiry;
import io.github.autorefresh.cache.spring.redis.script.RemovalScripts;
import java.util.concurrent.TimeUnit;

/** Removes terminal items that were kept for their time. Thread-safe. */
public final class ExpiryOperations {

  private static final long ASK_AGAIN_NANOS = 60_000_000_000L;

  private final RemovalScripts scripts;
  private final Availability availability;
  private final LeaseSettings settings;
  private final CopyUpdates<?> updates;
  private final TimeSource time;
  private volatile long expireAt;

  /** Of one replica, on the engine's clock. */
  public ExpiryOperations(LeaseParts<?> parts, RemovalScripts scripts, TimeSource time) {
    this.scripts = scripts;
    availability = parts.availability();
    settings = parts.settings();
    updates = parts.updates();
    this.time = time;
    expireAt = time.nanos();
  }

  /** Nanoseconds until something may expire. */
  public long untilExpiry() {
    return Math.max(0, expireAt - time.nanos());
  }

  /** Removes some of what has expired. */
  public void expire() {
    expireAt = time.nanos() + LeaseSettings.REST_NANOS; // unless something else is learned
    if (!availability.takesOutcomes()) {
      return;
    }
    Expiry expiry;
    try {
      expiry = scripts.expire();
    } catch (CacheUnavailableException e) {
      return;
    }
    expiry.removed().forEach(updates::gone);
    long micros = expiry.waitMicros();
    expireAt =
        time.nanos()
            + (micros < 0
                ? ASK_AGAIN_NANOS
                : Math.min(ASK_AGAIN_NANOS, TimeUnit.MICROSECONDS.toNanos(micros)));
  }

  /** An item has become terminal, and expires when the retention is over. */
  public void becameTerminal() {
    mayExpireIn(settings.retentionMicros());
  }

  /** An item expires after so much time. */
  public void mayExpireIn(long micros) {
    long at = time.nanos() + TimeUnit.MICROSECONDS.toNanos(micros);
    if (at - expireAt < 0) {
      expireAt = at;
    }
  }
}
