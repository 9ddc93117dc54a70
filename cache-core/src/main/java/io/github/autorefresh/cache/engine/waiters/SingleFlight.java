package io.github.autorefresh.cache.engine.waiters;

import io.github.autorefresh.cache.CacheItem;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One creation per id at a time in this process. A thread that asks for the same id meanwhile waits
 * and gets the same item or exception. The creator runs outside all locks. Thread-safe.
 *
 * <p>The item is shared only with threads that asked before it became visible. A visible item may
 * have been removed again, even by the asking thread, so a thread that asks later waits for the end
 * of the creation and then tries anew.
 */
public final class SingleFlight<T extends CacheItem> {

  private final String cache;
  private final Waiting waiting;
  private final ConcurrentHashMap<String, Creation<T>> underWay = new ConcurrentHashMap<>();

  /** Creates an item, or finds that it exists already. */
  @FunctionalInterface
  public interface Making<T> {
    T make();
  }

  private static final class Creation<T> implements WaitForGraph.Creation {

    private final String cache;
    private final String id;
    private final Waiting.Signal end;
    private final Thread creator = Thread.currentThread();
    private volatile boolean visible;
    private volatile @Nullable T item;
    private volatile @Nullable Throwable error;
    private volatile boolean ended;

    Creation(String cache, String id, Waiting.Signal end) {
      this.cache = cache;
      this.id = id;
      this.end = end;
    }

    @Override
    public String cache() {
      return cache;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public Thread creator() {
      return creator;
    }

    @Override
    public boolean hasEnded() {
      return ended;
    }

    void end(@Nullable T made, @Nullable Throwable thrown) {
      synchronized (this) {
        if (!ended) { // a close may have ended it before
          item = made;
          error = thrown;
          ended = true;
        }
      }
      end.give();
    }

    void awaitUninterruptibly() {
      boolean interrupted = false;
      while (!ended) {
        try {
          end.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  public SingleFlight(String cache, Waiting waiting) {
    this.cache = cache;
    this.waiting = waiting;
  }

  /**
   * Creates the item. If another thread is creating it already, waits for the end of that creation
   * instead.
   *
   * @throws IllegalStateException if that creation waits for this thread: because this thread is
   *     its creator, or because its creator waits, directly or through others, for what this thread
   *     creates, in this cache or another
   */
  public T makeOrJoin(String id, Making<T> making) {
    Creation<T> mine = new Creation<>(cache, id, waiting.signal());
    while (true) {
      Creation<T> other = underWay.putIfAbsent(id, mine);
      if (other == null) {
        return make(id, mine, making);
      }
      T shared = join(other);
      if (shared != null) {
        return shared;
      }
    }
  }

  @SuppressWarnings("CatchThrowable") // it is rethrown, here and in all waiting threads
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
      underWay.remove(id, mine); // first, so that a thread that tries anew does not find it again
      mine.end(item, error);
    }
  }

  /** The item that this thread creates is about to become visible. */
  public void becomesVisible(String id) {
    Creation<T> mine = underWay.get(id);
    if (mine != null) {
      mine.visible = true;
    }
  }

  /** Waits for the end of a creation; returns null if the caller must try anew. */
  private @Nullable T join(Creation<T> other) {
    boolean early = !other.visible;
    WaitForGraph.OF_THIS_JVM.begin(other);
    try {
      other.awaitUninterruptibly();
    } finally {
      WaitForGraph.OF_THIS_JVM.end();
    }
    Throwable error = other.error;
    if (error != null) {
      throw SingleFlight.<RuntimeException>unchecked(error);
    }
    return early && other.visible ? other.item : null;
  }

  /** Fails all waiting threads with this error; the creators run on. */
  public void failAll(Throwable error) {
    underWay.values().forEach(creation -> creation.end(null, error));
  }

  /** Rethrows unchanged what a creator threw, even if that is a checked exception. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E unchecked(Throwable error) throws E {
    throw (E) error;
  }
}
