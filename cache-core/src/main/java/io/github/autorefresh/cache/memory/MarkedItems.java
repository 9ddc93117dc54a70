package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.HandlerClaim;
import io.github.autorefresh.cache.spi.HandlerMarks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The {@link Marks} of a store, each operation of which is one hold of its lock. */
final class MarkedItems<T extends CacheItem> implements HandlerMarks<T> {

  /** After so many the lock is let go of. */
  private static final int MOST_GIVEN_UP_AT_ONCE = 256;

  private final StoreContents<T> store;
  private final Creations<T> creations;
  private final Marks<T> marks;

  MarkedItems(StoreContents<T> store, Creations<T> creations) {
    this.store = store;
    this.creations = creations;
    this.marks = store.keepMarks();
  }

  /**
   * What is known of a mark.
   *
   * @param since when the latest wanted state was committed
   * @param error why the last call failed; null if none has
   */
  record Unhandled(Instant since, @Nullable Throwable error) {}

  /** What is known of the mark of this entry; null if there is none. */
  @Nullable Unhandled unhandled(Entry<T> entry) {
    if (!marks.mayHave(entry.id())) {
      return null;
    }
    return locked(
        now -> {
          Mark<T> mark = marks.of(entry);
          return mark == null ? null : new Unhandled(store.clock.of(mark.since), mark.error);
        });
  }

  @Override
  public T fulfil(String id, T item, long period, long untilFirstSync) {
    T created = creations.fulfil(id, item, period, untilFirstSync, true);
    store.control.marked();
    return created;
  }

  @Override
  public @Nullable HandlerClaim<T> claim() {
    return locked(marks::claim);
  }

  @Override
  public void handled(HandlerClaim<T> claim) {
    Mark.Claim<T> claimed = Mark.claimOf(claim);
    locked(
        now -> {
          if (marks.handled(claimed, now)) {
            store.schedule.terminals().handled(claimed.entry);
          }
          return null;
        });
  }

  @Override
  public void failed(HandlerClaim<T> claim, Throwable error) {
    locked(
        now -> {
          marks.failed(Mark.claimOf(claim), error, now);
          return null;
        });
  }

  @Override
  public void release(HandlerClaim<T> claim, long delayNanos) {
    locked(
        now -> {
          marks.release(Mark.claimOf(claim), delayNanos, now);
          return null;
        });
  }

  @Override
  public boolean retry(String id) {
    Entry<T> entry = store.entries.get(id);
    return entry != null && locked(now -> marks.retry(entry, now));
  }

  @Override
  public int claimable(int max) {
    return locked(now -> marks.due(max, now));
  }

  @Override
  public List<GivenUp> giveUp() {
    return locked(
        now -> {
          List<GivenUp> given = new ArrayList<>();
          Mark<T> mark = marks.longestTerminal();
          while (mark != null && givenUpAt(mark) <= now && given.size() < MOST_GIVEN_UP_AT_ONCE) {
            given.add(new GivenUp(mark.id, mark.error));
            giveUp(mark);
            mark = marks.longestTerminal();
          }
          return given;
        });
  }

  private void giveUp(Mark<T> mark) {
    Entry<T> entry = mark.entry;
    if (entry != null) {
      marks.drop(entry);
      store.schedule.terminals().handled(entry);
    }
  }

  @Override
  public long untilGiveUp() {
    return locked(
        now -> {
          Mark<T> mark = marks.longestTerminal();
          return mark == null ? DueQueue.NEVER : Math.max(0, givenUpAt(mark) - now);
        });
  }

  @Override
  public long untilMore() {
    return locked(
        now -> {
          long next = marks.nextDue(now);
          return next == DueQueue.NEVER ? next : Math.max(0, next - now);
        });
  }

  private long givenUpAt(Mark<T> mark) {
    return StoreClock.sum(mark.since, store.settings().handler().retention().toNanos());
  }

  @Override
  public Stats stats() {
    return locked(marks::stats);
  }

  private <R extends @Nullable Object> R locked(LongFunction<R> operation) {
    store.lock.lock();
    try {
      return operation.apply(store.clock.now());
    } finally {
      store.lock.unlock();
    }
  }
}
