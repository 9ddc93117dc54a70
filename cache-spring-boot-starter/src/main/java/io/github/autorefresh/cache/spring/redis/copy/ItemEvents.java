package io.github.autorefresh.cache.spring.redis.copy;

import io.github.autorefresh.cache.spi.ForeignCode;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what has happened to items: one event of an item after the other, in the order in which
 * they were noted. A thread that finds an event of the item being told leaves its own to whoever
 * tells it, and goes on. Thread-safe; no lock is held while an event is told.
 */
public final class ItemEvents {

  private static final Logger log = LoggerFactory.getLogger(ItemEvents.class);

  private final String cache;
  private final ConcurrentHashMap<String, Untold> untold = new ConcurrentHashMap<>();

  /** The events of one item; there until all are told. */
  private static final class Untold {
    final Queue<Runnable> events = new ArrayDeque<>(1);
    @Nullable Thread teller;
  }

  ItemEvents(String cache) {
    this.cache = cache;
  }

  /** Notes an event, for which {@link #tell} must be called; null for none. */
  public void note(String id, @Nullable Runnable event) {
    if (event == null) {
      return;
    }
    untold.compute(
        id,
        (key, known) -> {
          Untold all = known == null ? new Untold() : known;
          all.events.add(event);
          return all;
        });
  }

  /** Notes an event, and tells it. */
  public void happened(String id, Runnable event) {
    note(id, event);
    tell(id);
  }

  /** True until all that was noted of the item is told. */
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
          if (all.teller != null && !mine) {
            return all;
          }
          all.teller = Thread.currentThread();
          next[0] = all.events.poll();
          return next[0] == null ? null : all;
        });
    return next[0];
  }
}
