package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One creation per id at a time in this process; who comes meanwhile waits and shares its end. The
 * creator runs outside every lock. Thread-safe.
 *
 * <p>Shared is only what could not be seen yet when its sharer came: once an item is visible it may
 * have been removed again, by the very thread that asks for it now, so that who comes late waits
 * and then looks for himself.
 */
final class SingleFlight<T extends CacheItem> {

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
    private volatile boolean visible;
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

  SingleFlight(String cache, Waiting waiting) {
    this.cache = cache;
    this.waiting = waiting;
  }

  /**
   * Makes the item unless somebody is about it already, and then waits for that one's end.
   *
   * @throws IllegalStateException if this thread is the one about it
   */
  T makeOrJoin(String id, Making<T> making) {
    Creation<T> mine = new Creation<>();
    while (true) {
      Creation<T> other = underWay.putIfAbsent(id, mine);
      if (other == null) {
        return make(id, mine, making);
      }
      T shared = join(id, other);
      if (shared != null) {
        return shared;
      }
    }
  }

  @SuppressWarnings("CatchThrowable") // whatever it is, it is thrown on to all who wait for it
  private T make(String id, Creation<T> mine, Making<T> making) {
    T item = null;
    Throwable error = null;
    try {
      item = making.make();
      return item;
    } catch (Throwable thrown) {
      error = thrown;
      throw thrown;
    } finally {
      underWay.remove(id, mine); // first, so that who is to look for himself does not find it again
      end(mine, item, error);
    }
  }

  /** The item that this thread makes is about to be visible to all. */
  void becomesVisible(String id) {
    Creation<T> mine = underWay.get(id);
    if (mine != null) {
      mine.visible = true;
    }
  }

  /** Waits for the end of a creation; returns null if its item is not to be shared. */
  private @Nullable T join(String id, Creation<T> other) {
    if (other.creator == Thread.currentThread()) {
      throw new IllegalStateException(
          "The creator of item \"" + id + "\" asks cache \"" + cache + "\" for that very item");
    }
    boolean early = !other.visible;
    awaitUninterruptibly(other);
    Throwable error = other.error;
    if (error != null) {
      throw SingleFlight.<RuntimeException>unchecked(error);
    }
    return early && other.visible ? other.item : null;
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
  private static <E extends Throwable> E unchecked(Throwable error) throws E {
    throw (E) error;
  }
}
