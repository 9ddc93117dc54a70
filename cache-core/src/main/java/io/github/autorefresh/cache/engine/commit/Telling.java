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
 * How far a worker is with telling of committed items. As with calls, other threads can take the
 * items before and behind the present one out of its hands: those that were told of, to release
 * them, and those that were not, to tell of them elsewhere while a listener blocks.
 *
 * <p>Thread-safe: the worker's methods are called by the worker only, the others by anybody.
 */
public final class Telling<T extends CacheItem> {

  private final ClaimedItems<T> items;
  private final Thread thread;
  private final AtomicLong progress;

  /** Where the last look found it; only for the one that looks. */
  private long seen = -1;

  /**
   * What was taken out of the worker's hands.
   *
   * @param told to be released
   * @param untold to be told of, then released
   */
  public record Taken<T extends CacheItem>(ClaimedItems<T> told, ClaimedItems<T> untold) {}

  /** The worker on that thread is about to tell of the first of these items. */
  public Telling(ClaimedItems<T> items, Thread thread) {
    this.items = items;
    this.thread = thread;
    this.progress = new AtomicLong(Progress.of(0, 0, 0, items.size()));
  }

  // What the worker does.

  /** The item to tell of now; -1 if there is none left. */
  public int current() {
    long p = progress.get();
    return index(p) < limit(p) ? index(p) : -1;
  }

  /** The present item was told of. */
  public void next() {
    progress.getAndAdd(1L << 16);
  }

  /** All that is still in the worker's hands, once there is nothing left to tell of. */
  public ClaimedItems<T> owned() {
    long p = progress.get();
    return base(p) == 0 && limit(p) == items.size() ? items : part(base(p), limit(p));
  }

  // What others do.

  /** The worker's thread. */
  public Thread thread() {
    return thread;
  }

  /** The id of the item that is being told of; null if there is none. */
  public @Nullable String idInTelling() {
    int current = current();
    return current < 0 ? null : items.id(current);
  }

  /** True if it is at the same item as at the last look; for one thread. */
  public boolean isSlow() {
    long p = progress.get();
    boolean same = index(p) == seen && index(p) < limit(p);
    seen = index(p);
    return same;
  }

  /** Takes all items but the present one out of the worker's hands; null if there are none. */
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
