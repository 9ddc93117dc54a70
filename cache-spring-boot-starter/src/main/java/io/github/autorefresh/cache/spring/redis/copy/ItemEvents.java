package io.github.autorefresh.cache.spring.redis.copy;

import io.github.autorefresh.cache.spi.ForeignCode;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what has happened to items: one event of an item after the other, in the order in which
 * they were noted, and none while the engine tells of a sync of the item. A thread that finds an
 * event of the item being told leaves its own to whoever tells it, and goes on. Thread-safe; no
 * lock is held while an event is told.
 */
public final class ItemEvents {

  private static final Logger log = LoggerFactory.getLogger(ItemEvents.class);

  private static final long SLOW_MILLIS = 10;

  private final String cache;
  private final Executor tellers;
  private final ConcurrentHashMap<String, Untold> untold = new ConcurrentHashMap<>();

  /** The events of one item; there until all are told. Used only inside the map's lock. */
  private static final class Untold {
    final Queue<Runnable> events = new ArrayDeque<>(1);
    int holds;
    boolean awaitsTeller;
    @Nullable Thread teller;

    boolean isOver() {
      return events.isEmpty() && holds == 0 && teller == null;
    }
  }

  /**
   * No event yet.
   *
   * @param tellers run tasks that may block
   */
  ItemEvents(String cache, Executor tellers) {
    this.cache = cache;
    this.tellers = tellers;
  }

  /**
   * Notes an event, for which {@link #tell} or {@link #tellSoon} must be called; null for none.
   * Runs none of it.
   */
  public void note(String id, @Nullable Runnable event) {
    if (event != null) {
      change(id, all -> all.events.add(event));
    }
  }

  /** From now on the engine tells of a sync of the item; what is noted waits. */
  public void hold(String id) {
    change(id, all -> all.holds++);
  }

  /** The engine has told of it. */
  public void letGo(String id) {
    change(id, all -> all.holds--);
    tellSoon(id);
  }

  private void change(String id, Consumer<Untold> how) {
    untold.compute(
        id,
        (key, known) -> {
          Untold all = known == null ? new Untold() : known;
          how.accept(all);
          return all.isOver() ? null : all;
        });
  }

  /** True until all that was noted of the item is told, and while the engine tells of it. */
  public boolean isTelling(String id) {
    return untold.containsKey(id);
  }

  /** True if this thread tells of the item: what happens to it meanwhile is told afterwards. */
  public boolean isToldHere(String id) {
    boolean[] here = new boolean[1];
    untold.computeIfPresent(
        id,
        (key, all) -> {
          here[0] = all.teller == Thread.currentThread();
          return all;
        });
    return here[0];
  }

  /** Tells what was noted of the item on another thread: it is not to hold up the caller. */
  public void tellSoon(String id) {
    boolean[] first = new boolean[1];
    untold.computeIfPresent(
        id,
        (key, all) -> {
          first[0] = !all.awaitsTeller;
          all.awaitsTeller = true;
          return all;
        });
    if (first[0]) {
      tellers.execute(() -> tell(id));
    }
  }

  /**
   * Waits until it is the turn of all that was to be told {@linkplain #tellSoon soon}, but no
   * longer than listeners take that are not slow.
   */
  public void awaitTellers() {
    if (untold.isEmpty()) {
      return;
    }
    CountDownLatch reached = new CountDownLatch(1);
    tellers.execute(reached::countDown);
    try {
      var unused = reached.await(SLOW_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells what was noted of the item, unless another thread does. */
  @SuppressWarnings("CatchThrowable") // or what comes after it would never be told
  public void tell(String id) {
    Runnable event = next(id, false);
    while (event != null) {
      try {
        event.run();
      } catch (Throwable e) {
        ForeignCode.error(log, cache, "an event of item \"" + id + "\" could not be told", e);
      }
      event = next(id, true);
    }
  }

  private @Nullable Runnable next(String id, boolean mine) {
    Runnable[] next = new Runnable[1];
    untold.computeIfPresent(
        id,
        (key, all) -> {
          all.awaitsTeller = false;
          if (all.teller != null && !mine) {
            return all;
          }
          next[0] = all.holds > 0 ? null : all.events.poll();
          all.teller = next[0] == null ? null : Thread.currentThread();
          return all.isOver() ? null : all;
        });
    return next[0];
  }
}
