package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spi.Cluster;
import io.github.autorefresh.cache.spi.TimeSource;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.HeartbeatScripts;
import io.github.autorefresh.cache.spring.redis.script.Session;
import io.github.autorefresh.cache.spring.redis.script.TimedCalls;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who takes part in the cluster: asked of Redis when somebody wants to know, by one thread at a
 * time and at most once in two seconds, so that it costs nothing while nobody does. Meanwhile the
 * last answer counts. Thread-safe.
 */
final class Members {

  private static final Logger log = LoggerFactory.getLogger(Members.class);
  private static final long ASKED_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Ten heartbeats: a replica that is slow, or whose Redis fails over, still counts. */
  private static final long SEEN_MICROS = TimeUnit.SECONDS.toMicros(10);

  private final HeartbeatScripts heartbeats;
  private final Session session;
  private final TimedCalls calls;
  private final Availability availability;
  private final TimeSource time;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable Answer last;

  private record Answer(@Nullable Cluster cluster, long at) {}

  Members(
      HeartbeatScripts heartbeats,
      Session session,
      TimedCalls calls,
      Availability availability,
      TimeSource time) {
    this.heartbeats = heartbeats;
    this.session = session;
    this.calls = calls;
    this.availability = availability;
    this.time = time;
  }

  /**
   * Those who were seen lately; null while Redis does not tell. Does not wait for a Redis that is
   * known not to answer, and opens nothing.
   */
  @Nullable Cluster now() {
    if (session.epoch().equals(Epoch.NONE) || !availability.isUsable()) {
      return null;
    }
    if (isOld(last) && asking.tryLock()) {
      try {
        last = new Answer(ask(), time.nanos());
      } finally {
        asking.unlock();
      }
    }
    Answer answer = last;
    return answer == null ? null : answer.cluster;
  }

  private boolean isOld(@Nullable Answer answer) {
    return answer == null || time.nanos() - answer.at > ASKED_AGAIN_NANOS;
  }

  private @Nullable Cluster ask() {
    try {
      List<String> names = calls.call(() -> heartbeats.members(SEEN_MICROS));
      return new Cluster(
          process(session.replica()),
          names.stream().map(Members::process).sorted().toList(),
          session.epoch().id());
    } catch (CacheUnavailableException e) {
      log.debug("The replicas cannot be told", e); // that Redis is away is told of elsewhere
      return null;
    }
  }

  /** What is before the number of the replica within its process, which makes names unique. */
  private static String process(String replica) {
    int end = replica.lastIndexOf('/');
    return end < 0 ? replica : replica.substring(0, end);
  }
}
