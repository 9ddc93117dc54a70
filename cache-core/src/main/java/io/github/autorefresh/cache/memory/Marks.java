package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.HandlerClaim;
import io.github.autorefresh.cache.spi.HandlerMarks;
import java.util.LinkedHashSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The marks of what is to be handled, as {@link HandlerMarks} says. It has something for unhandled
 * items only, so that all others cost nothing.
 *
 * <p>An id is in one of three states: marked and queued, by the time at which it is due; claimed,
 * and perhaps marked again meanwhile; or neither, and then there is no {@link Mark} of it. Guarded
 * by the store's lock, but for {@link #mayHave}.
 */
final class Marks<T extends CacheItem> {

  private final ConcurrentHashMap<String, Mark<T>> marks = new ConcurrentHashMap<>();
  private final TreeSet<Mark<T>> queue = new TreeSet<>(Mark.BY_DUE);

  /** Those of terminal items, in the order in which they became so. */
  private final LinkedHashSet<Mark<T>> terminal = new LinkedHashSet<>();

  /** Those whose last call failed, in the order in which the first of a row did. */
  private final LinkedHashSet<Mark<T>> failing = new LinkedHashSet<>();

  private long unhandled;
  private long versions;
  private long numbers;

  /** False if there is no mark of this id; may be asked without the lock. */
  boolean mayHave(String id) {
    return marks.containsKey(id);
  }

  /** The number of unhandled items. */
  long size() {
    return unhandled;
  }

  /** True if this generation is unhandled. */
  boolean has(Entry<T> entry) {
    return of(entry) != null;
  }

  /** The mark of this generation, or null. */
  @Nullable Mark<T> of(Entry<T> entry) {
    Mark<T> mark = marks.get(entry.id());
    return mark != null && mark.entry == entry ? mark : null;
  }

  /** A wanted state has been committed, which may be terminal; it is due now. */
  void mark(Entry<T> entry, T state, boolean isTerminal, long now) {
    Mark<T> mark = marks.computeIfAbsent(entry.id(), Mark::new);
    if (mark.entry != entry) {
      forget(mark);
      mark.entry = entry;
      unhandled++;
    }
    mark.state = state;
    mark.version = ++versions;
    mark.since = now;
    if (isTerminal) {
      terminal.add(mark);
    }
    if (mark.claim == null) {
      queue(mark, now);
    }
  }

  /** Another state has been committed, which is not wanted: it is handed in if there is a mark. */
  void passedOver(Entry<T> entry, T state) {
    Mark<T> mark = of(entry);
    if (mark != null) {
      mark.state = state;
    }
  }

  /** Drops the mark of this generation, if there is one; a call that runs for it goes on. */
  void drop(Entry<T> entry) {
    Mark<T> mark = of(entry);
    if (mark != null) {
      queue.remove(mark);
      forget(mark);
      removeIfUnused(mark);
    }
  }

  /** Claims what has been due for longest; null if nothing is due. */
  @Nullable HandlerClaim<T> claim(long now) {
    while (!queue.isEmpty() && queue.first().due <= now) {
      Mark<T> mark = queue.pollFirst();
      Entry<T> entry = mark.entry;
      T state = mark.state;
      if (entry != null && state != null && entry.item() != null) {
        Mark.Claim<T> claim = new Mark.Claim<>(mark, entry);
        mark.claim = claim;
        mark.hastened = false;
        return new HandlerClaim<>(claim, mark.id, state, mark.failures);
      }
      forget(mark); // its item has just been removed
      removeIfUnused(mark);
    }
    return null;
  }

  /** A call has returned; true if the claimed generation is handled by that. */
  boolean handled(Mark.Claim<T> claim, long now) {
    if (!claim.isCurrent()) {
      return false;
    }
    Mark<T> mark = claim.mark;
    boolean handled = claim.isLatest();
    if (handled) {
      forget(mark);
    } else if (claim.isOfItem()) {
      succeeded(mark);
    }
    end(mark, now);
    return handled;
  }

  /** A call has failed; its claim goes on. */
  void failed(Mark.Claim<T> claim, Throwable error, long now) {
    if (claim.isCurrent() && claim.isOfItem()) {
      Mark<T> mark = claim.mark;
      mark.failures++;
      mark.error = error;
      if (failing.add(mark)) {
        mark.failingSince = now;
      }
    }
  }

  /** Ends a claim; the mark is due after so long, or at once if it was set again or asked for. */
  void release(Mark.Claim<T> claim, long delay, long now) {
    if (claim.isCurrent()) {
      Mark<T> mark = claim.mark;
      boolean atOnce = mark.hastened || !claim.isLatest();
      end(mark, atOnce ? now : StoreClock.sum(now, delay));
    }
  }

  /** Makes the mark of this generation due now; false if there is none. */
  boolean retry(Entry<T> entry, long now) {
    Mark<T> mark = of(entry);
    if (mark == null) {
      return false;
    }
    if (mark.claim == null) {
      queue(mark, Math.min(mark.due, now));
    } else {
      mark.hastened = true;
    }
    return true;
  }

  /** The mark of the item that has been terminal and unhandled for longest; null if none is. */
  @Nullable Mark<T> longestTerminal() {
    return terminal.isEmpty() ? null : terminal.iterator().next();
  }

  /** How many are due and not claimed, at most so many. */
  int due(int most, long now) {
    int due = 0;
    for (Mark<T> mark : queue) {
      if (mark.due > now || due == most) {
        break;
      }
      due++;
    }
    return due;
  }

  /** When the next one is due after that time; {@link DueQueue#NEVER} if none is. */
  long nextDue(long now) {
    Mark<T> next = queue.higher(Mark.lastDueAt(now));
    return next == null ? DueQueue.NEVER : next.due;
  }

  HandlerMarks.Stats stats(long now) {
    long longest = failing.isEmpty() ? 0 : now - failing.iterator().next().failingSince;
    return new HandlerMarks.Stats(unhandled, failing.size(), longest);
  }

  private void queue(Mark<T> mark, long due) {
    queue.remove(mark);
    mark.due = due;
    mark.number = ++numbers;
    queue.add(mark);
  }

  private void end(Mark<T> mark, long due) {
    mark.claim = null;
    if (mark.entry != null) {
      queue(mark, due);
    }
    removeIfUnused(mark);
  }

  private void succeeded(Mark<T> mark) {
    mark.failures = 0;
    mark.error = null;
    failing.remove(mark);
  }

  /** Its generation is not unhandled any longer. */
  private void forget(Mark<T> mark) {
    if (mark.entry != null) {
      mark.entry = null;
      mark.state = null;
      mark.hastened = false;
      terminal.remove(mark);
      succeeded(mark);
      unhandled--;
    }
  }

  private void removeIfUnused(Mark<T> mark) {
    if (mark.entry == null && mark.claim == null) {
      marks.remove(mark.id);
    }
  }
}
