package io.github.autorefresh.cache.spring.redis.lease;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Round trips that threads share, as in a group commit: while enough of them are under way, whoever
 * comes waits, and the next one takes along all who wait. So the more threads there are, the more
 * each round trip does; and nobody is ever kept waiting for others to join. Thread-safe.
 */
public final class RoundTrips<Q> {

  private final int lanes;
  private final int seats;
  private final ToIntFunction<Q> size;
  private final Consumer<List<Q>> trip;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Passenger<Q>> waiting = new ArrayDeque<>();
  private int underWay;

  /**
   * Of one kind.
   *
   * @param lanes how many may be under way
   * @param seats what the sizes of those who share one add up to at most, unless one alone is
   *     larger
   * @param trip makes one for all of these, on the thread of the first
   */
  public RoundTrips(int lanes, int seats, ToIntFunction<Q> size, Consumer<List<Q>> trip) {
    this.lanes = lanes;
    this.seats = seats;
    this.size = size;
    this.trip = trip;
  }

  /**
   * Somebody on the way.
   *
   * @param turn completed with those to take along, or with none if others have done that already
   */
  private record Passenger<Q>(Q request, CompletableFuture<List<Passenger<Q>>> turn) {}

  /** Returns when a round trip has been made for this; throws what it threw. */
  public void join(Q request) {
    Passenger<Q> self = new Passenger<>(request, new CompletableFuture<>());
    lock.lock();
    try {
      waiting.add(self);
      if (underWay < lanes) {
        underWay++;
        nextTurn();
      }
    } finally {
      lock.unlock();
    }
    List<Passenger<Q>> aboard;
    try {
      aboard = self.turn.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
    if (!aboard.isEmpty()) {
      lead(aboard);
    }
  }

  /** The first who waits is to go, with as many as there are seats for. Under the lock. */
  private void nextTurn() {
    List<Passenger<Q>> aboard = new ArrayList<>();
    int taken = 0;
    for (Passenger<Q> next = waiting.peek(); next != null; next = waiting.peek()) {
      taken += size.applyAsInt(next.request);
      if (taken > seats && !aboard.isEmpty()) {
        break;
      }
      aboard.add(waiting.remove());
    }
    if (aboard.isEmpty()) {
      underWay--;
    } else {
      aboard.get(0).turn.complete(aboard);
    }
  }

  private void lead(List<Passenger<Q>> aboard) {
    RuntimeException failure = null;
    try {
      trip.accept(aboard.stream().map(Passenger::request).toList());
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    } finally {
      lock.lock();
      try {
        nextTurn();
      } finally {
        lock.unlock();
      }
      arrive(aboard.subList(1, aboard.size()), failure);
    }
  }

  private void arrive(List<Passenger<Q>> others, @Nullable RuntimeException failure) {
    for (Passenger<Q> other : others) {
      if (failure == null) {
        other.turn.complete(List.of());
      } else {
        other.turn.completeExceptionally(failure);
      }
    }
  }
}
