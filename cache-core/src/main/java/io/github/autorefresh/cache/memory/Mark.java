package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.HandlerClaim;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What is to be handled of one id, and the call that runs for it. Guarded by the store's lock.
 *
 * <p>It belongs to the id and not to a generation, so that the handler is not called for a
 * re-created id while the call for the removed item runs.
 */
final class Mark<T extends CacheItem> {

  /** The order in which marks are due; no two are equal. */
  static final Comparator<Mark<?>> BY_DUE =
      Comparator.<Mark<?>>comparingLong(mark -> mark.due).thenComparingLong(mark -> mark.number);

  final String id;

  /** The generation that is unhandled; null if none is, and only the call for one goes on. */
  @Nullable Entry<T> entry;

  /** The latest state of that generation. */
  @Nullable T state;

  /** Tells wanted states, also of different generations, from one another. */
  long version;

  /** When the last of them was committed, in nanoseconds since the store's origin. */
  long since;

  /** Its calls that have failed in a row, why the last one did, and since when. */
  int failures;

  @Nullable Throwable error;
  long failingSince;

  /** When it may be claimed, unless it is. */
  long due;

  /** Of marks that are due at one time, the order in which they were queued. */
  long number;

  @Nullable Claim<T> claim;

  /** Asked for while it was claimed: due as soon as the claim ends. */
  boolean hastened;

  Mark(String id) {
    this.id = id;
  }

  /** Comes after all that are due at that time, and before all that are due later. */
  static <T extends CacheItem> Mark<T> lastDueAt(long time) {
    Mark<T> last = new Mark<>("");
    last.due = time;
    last.number = Long.MAX_VALUE;
    return last;
  }

  /** What is claimed: one generation, at one version. */
  static final class Claim<T extends CacheItem> {

    final Mark<T> mark;
    final Entry<T> entry;
    final long version;

    Claim(Mark<T> mark, Entry<T> entry) {
      this.mark = mark;
      this.entry = entry;
      this.version = mark.version;
    }

    /** True until it has ended. */
    boolean isCurrent() {
      return mark.claim == this;
    }

    /** True if the generation that was claimed is still unhandled. */
    boolean isOfItem() {
      return mark.entry == entry;
    }

    /** True if no wanted state has followed the one that was claimed. */
    boolean isLatest() {
      return isOfItem() && mark.version == version;
    }
  }

  @SuppressWarnings("unchecked") // this store is the only one that puts these into its claims
  static <T extends CacheItem> Claim<T> claimOf(HandlerClaim<T> claim) {
    return (Claim<T>) claim.mark();
  }
}
