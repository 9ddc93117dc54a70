package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One creation per id at a time in this process; who comes meanwhile waits and shares its end. The
 * creator runs outside every lock. Thread-safe.
 */
final class Creations<T extends CacheItem> {

  private final String cache;
  private final Waiting waiting;
  private final ConcurrentHashMap<String, Creation<T>> underWay = new ConcurrentHashMap<>();

  /** Makes an item, or finds that it is there already. */
  @FunctionalInterface
  interface Making<T> {
    T make();
  }

  private static final class Creation<T> {

    private final Thread creator = Thread.currentThread();
    private volatile @Nullable T item;
    private volatile @Nullable Throwable error;

    boolean hasEnded() {
      return item != null || error != null;
    }

    synchronized void end(@Nullable T made, @Nullable Throwable thrown) {
      if (!hasEnded()) { // a close may have ended it before
        item = made;
        error = thrown;
      }
    }
  }

  Creations(String cache, Waiting waiting) {
    this.cache = cache;
    this.waiting = waiting;
  }

  /**
   * Makes the item unless somebody is about it already, and then waits for that one's end.
   *
   * @throws IllegalStateException if this thread is the one about it
   */
  @SuppressWarnings("CatchThrowable") // whatever it is, it is thrown on to all who wait for it
  T makeOrJoin(String id, Making<T> making) {
    Creation<T> mine = new Creation<>();
    Creation<T> other = underWay.putIfAbsent(id, mine);
    if (other != null) {
      return join(id, other);
    }
    try {
      T item = making.make();
      end(mine, item, null);
      return item;
    } catch (Throwable thrown) {
      end(mine, null, thrown);
      throw thrown;
    } finally {
      underWay.remove(id, mine);
    }
  }

  private T join(String id, Creation<T> other) {
    if (other.creator == Thread.currentThread()) {
      throw new IllegalStateException(
          "The creator of item \"" + id + "\" asks cache \"" + cache + "\" for that very item");
    }
    awaitUninterruptibly(other);
    T item = other.item;
    if (item != null) {
      return item;
    }
    throw Creations.<RuntimeException>unchecked(other.error);
  }

  /** Whoever waits for a creation gets this error now; the creators run on. */
  void failAll(Throwable error) {
    underWay.values().forEach(creation -> end(creation, null, error));
  }

  private void end(Creation<T> creation, @Nullable T made, @Nullable Throwable thrown) {
    creation.end(made, thrown);
    waiting.changed();
  }

  private void awaitUninterruptibly(Creation<T> creation) {
    boolean interrupted = false;
    while (!creation.hasEnded()) {
      try {
        waiting.until(creation::hasEnded, Long.MAX_VALUE);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A creator throws nothing checked unless by such a trick itself: it is passed on as it is. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E unchecked(@Nullable Throwable error) throws E {
    throw (E)
        (error == null ? new IllegalStateException("a creation ended without an end") : error);
  }
}
