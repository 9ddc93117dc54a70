package io.github.autorefresh.cache.engine.commit;

import static io.github.autorefresh.cache.engine.call.Progress.base;
import static io.github.autorefresh.cache.engine.call.Progress.index;
import static io.github.autorefresh.cache.engine.call.Progress.limit;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.call.Progress;
import io.github.autorefresh.cache.spi.ClaimedItems;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a worker that notifies listeners of committed items. As with calls ({@link
 * io.github.autorefresh.cache.engine.call.InFlight}), another thread can take all items but the
 * current one away from the worker while a listener blocks: it releases those before it, and
 * notifies of those after it elsewhere.
 *
 * <p>Thread-safe: the worker's methods are called by the worker only, the others by any thread.
 */
public final class Telling<T extends CacheItem> {

  private final ClaimedItems<T> items;
  private final Thread thread;
  private final AtomicLong progress;

  /** The index at the last look; used only by the thread that looks. */
  private long seen = -1;

  /**
   * What was taken away from the worker.
   *
   * @param told items of which listeners were notified; to be released
   * @param untold the others; to be notified of, then released
   */
  public record Taken<T extends CacheItem>(ClaimedItems<T> told, ClaimedItems<T> untold) {}

  /** The worker on this thread is about to notify of the first of these items. */
  public Telling(ClaimedItems<T> items, Thread thread) {
    this.items = items;
    this.thread = thread;
    this.progress = new AtomicLong(Progress.of(0, 0, 0, items.size()));
  }

  // Called by the worker.

  /** The index of the item to notify of now; -1 if there is none left. */
  public int current() {
    long p = progress.get();
    return index(p) < limit(p) ? index(p) : -1;
  }

  /** The listeners were notified of the current item. */
  public void next() {
    progress.getAndAdd(1L << 16);
  }

  /** The items that the worker still owns, once there is none left to notify of. */
  public ClaimedItems<T> owned() {
    long p = progress.get();
    return base(p) == 0 && limit(p) == items.size() ? items : part(base(p), limit(p));
  }

  // Called by any thread.

  /** The worker's thread. */
  public Thread thread() {
    return thread;
  }

  /** The id of the item of which listeners are being notified; null if there is none. */
  public @Nullable String idInTelling() {
    int current = current();
    return current < 0 ? null : items.id(current);
  }

  /** True if it is at the same item as at the last look; only for one thread. */
  public boolean isSlow() {
    long p = progress.get();
    boolean same = index(p) == seen && index(p) < limit(p);
    seen = index(p);
    return same;
  }

  /** Takes all items but the current one away from the worker; null if there are none. */
  public @Nullable Taken<T> isolate() {
    while (true) {
      long p = progress.get();
      int at = index(p);
      int end = at + 1;
      if (at >= limit(p) || (at == base(p) && end == limit(p))) {
        return null;
      }
      if (progress.compareAndSet(p, Progress.of(0, at, at, end))) {
        return new Taken<>(part(base(p), at), part(end, limit(p)));
      }
    }
  }

  private ClaimedItems<T> part(int from, int to) {
    ClaimedItems<T> part = new ClaimedItems<>();
    part.take(items, from, to - from);
    return part;
  }
}
