package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.CacheSettings;
import java.time.Duration;

/** The settings that claims and creations depend on, as they are now. Thread-safe. */
public interface LeaseSettings {

  /** Nanoseconds until Redis is asked again after it could not be used. */
  long REST_NANOS = 250_000_000;

  /** Microseconds for which an item is left alone that an earlier call of this replica holds. */
  long BUSY_MICROS = 100_000;

  /** The same, at first, for one of which listeners are being told: most are quick. */
  long TELLING_MICROS = 5_000;

  /**
   * Nanoseconds by which a replica that cannot read all items asks later than others for what falls
   * due: those that can then claim it first.
   */
  long YIELD_NANOS = 50_000_000;

  /** The same for marks: of those that fall due, others learn by their heartbeats only. */
  long YIELD_MARK_NANOS = 1_500_000_000;

  /** The name of the cache. */
  String cacheName();

  /** The settings of the cache. */
  CacheSettings cache();

  /** How long a replica that dies keeps what it has claimed. */
  Duration lease();

  /** How long a call of the application waits. */
  Duration createTimeout();

  /** As scripts take it. */
  long leaseMicros();

  /** How long terminal items are kept. */
  long retentionMicros();

  /** The cache's own period. */
  long periodMicros();

  /** Zero if there is no bound. */
  long mostItems();
}
