package io.github.autorefresh.cache.spring.redis;

import java.time.Duration;
import java.util.Objects;

/**
 * How replicas share a store, validated: an illegal value is an {@link IllegalArgumentException}
 * that names the setting, the value and the rule. Immutable.
 *
 * @param keyPrefix the prefix of all key names; the same for all replicas of an application, and
 *     different for other applications; without braces, which have a meaning in Redis Cluster
 * @param lease how long the claims of a replica that has died last; 1 second to 1 hour
 * @param createTimeout how long a call of the application waits for Redis, or for another replica
 *     that is creating the same item; 1 millisecond to 1 hour
 * @param reconcileInterval how often a replica looks for changes whose messages were lost, which
 *     bounds how far its local copy may be behind; 10 milliseconds to 1 hour
 */
public record RedisStoreSettings(
    String keyPrefix, Duration lease, Duration createTimeout, Duration reconcileInterval) {

  private static final Duration LONGEST = Duration.ofHours(1);

  /** Checks every setting. */
  public RedisStoreSettings {
    Objects.requireNonNull(keyPrefix, "keyPrefix");
    require(
        !keyPrefix.isBlank() && keyPrefix.indexOf('{') < 0 && keyPrefix.indexOf('}') < 0,
        "keyPrefix",
        "\"" + keyPrefix + "\"",
        "not blank and without braces");
    requireRange("lease", lease, Duration.ofSeconds(1));
    requireRange("createTimeout", createTimeout, Duration.ofMillis(1));
    requireRange("reconcileInterval", reconcileInterval, Duration.ofMillis(10));
  }

  /** The default settings with this prefix: 30, 10 and 5 seconds. */
  public static RedisStoreSettings of(String keyPrefix) {
    return new RedisStoreSettings(
        keyPrefix, Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(5));
  }

  /** These settings with this lease. */
  public RedisStoreSettings withLease(Duration value) {
    return new RedisStoreSettings(keyPrefix, value, createTimeout, reconcileInterval);
  }

  /** These settings with this create timeout. */
  public RedisStoreSettings withCreateTimeout(Duration value) {
    return new RedisStoreSettings(keyPrefix, lease, value, reconcileInterval);
  }

  /** These settings with this reconcile interval. */
  public RedisStoreSettings withReconcileInterval(Duration value) {
    return new RedisStoreSettings(keyPrefix, lease, createTimeout, value);
  }

  private static void requireRange(String setting, Duration value, Duration least) {
    Objects.requireNonNull(value, setting);
    require(
        value.compareTo(least) >= 0 && value.compareTo(LONGEST) <= 0,
        setting,
        value,
        "from " + least + " to " + LONGEST);
  }

  private static void require(boolean holds, String setting, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(setting + " must be " + rule + ", but was " + value);
    }
  }
}
