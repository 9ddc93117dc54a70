package io.github.autorefresh.cache.spring.redis.replica;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * How a replica shares a store. Immutable.
 *
 * @param keyPrefix what the names of all keys begin with
 * @param lease how long a replica that dies keeps what it has claimed
 * @param createTimeout how long a call of the application waits
 * @param reconcileInterval how often it looks for changes that it was not told of
 * @param remoteFailure what is told of a failure of another replica, from its text
 * @param offsetMicros by how much the clock of every script is ahead: 0 but in tests
 */
public record ReplicaSettings(
    String keyPrefix,
    Duration lease,
    Duration createTimeout,
    Duration reconcileInterval,
    Function<String, Throwable> remoteFailure,
    LongSupplier offsetMicros) {}
