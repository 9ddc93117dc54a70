package io.github.autorefresh.cache.spring.redis.copy;

import io.github.autorefresh.cache.spi.TimeSource;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Of which unhandled items the last call of the handler has failed, as far as this replica knows:
 * by its own calls, and by what others tell when theirs fail. One that has just started knows with
 * the next failure. Empty while no handler fails. Thread-safe.
 */
public final class HandlerFailures {

  private static final Comparator<Failure> LONGEST_FIRST =
      ((Comparator<Failure>) (a, b) -> Long.signum(a.since - b.since)).thenComparing(Failure::id);

  private final TimeSource time;
  private final ConcurrentHashMap<String, Failure> byId = new ConcurrentHashMap<>();

  /** Guarded by itself. */
  private final TreeSet<Failure> ordered = new TreeSet<>(LONGEST_FIRST);

  /**
   * @param since the first failure in a row, on the engine's clock
   */
  private record Failure(String id, long generation, Throwable error, long since) {}

  HandlerFailures(TimeSource time) {
    this.time = time;
  }

  /** The number of items. */
  public int size() {
    return byId.size();
  }

  /** Nanoseconds since the first failure in a row of the item that has failed for longest. */
  public long longestNanos() {
    synchronized (ordered) {
      return ordered.isEmpty() ? 0 : Math.max(0, time.nanos() - ordered.first().since);
    }
  }

  /** Why the last call for this generation has failed; null if that is not known. */
  @Nullable Throwable error(String id, long generation) {
    Failure failure = byId.get(id);
    return failure != null && failure.generation == generation ? failure.error : null;
  }

  void failed(String id, long generation, Throwable error, long ageMicros) {
    long since = time.nanos() - TimeUnit.MICROSECONDS.toNanos(ageMicros);
    replace(id, new Failure(id, generation, error, since));
  }

  void forget(String id) {
    if (byId.containsKey(id)) {
      replace(id, null);
    }
  }

  /** The same for a generation, and for those before it. */
  void forget(String id, long generation) {
    Failure failure = byId.get(id);
    if (failure != null && failure.generation <= generation) {
      replace(id, null);
    }
  }

  private void replace(String id, @Nullable Failure failure) {
    synchronized (ordered) {
      Failure before = failure == null ? byId.remove(id) : byId.put(id, failure);
      if (before != null) {
        ordered.remove(before);
      }
      if (failure != null) {
        ordered.add(failure);
      }
    }
  }
}
