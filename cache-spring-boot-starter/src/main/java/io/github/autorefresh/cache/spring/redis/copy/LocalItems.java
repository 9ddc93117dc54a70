package io.github.autorefresh.cache.spring.redis.copy;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.TimeSource;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import io.github.autorefresh.cache.spring.redis.script.RemovedItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All items, in this replica's memory. What is known is replaced only by what is newer ({@link
 * ItemFields#isNewerThan}); and removals are remembered for a while, so that whoever was slow to
 * bring an older state can't bring an item back. Thread-safe; reads are wait-free.
 */
public final class LocalItems<T extends CacheItem> {

  private final ConcurrentHashMap<String, LocalItem<T>> items = new ConcurrentHashMap<>();
  private final Removals removals = new Removals();
  private final HandlerFailures handlerFailures;
  private final ItemCounts counts;
  private final Stretch stretch = new Stretch();
  private final ItemEvents events;

  /**
   * No item yet.
   *
   * @param time the engine's clock
   * @param tellers run tasks that may block
   */
  public LocalItems(String cache, TimeSource time, Executor tellers) {
    events = new ItemEvents(cache, tellers);
    handlerFailures = new HandlerFailures(time);
    counts = new ItemCounts(handlerFailures);
  }

  /** The item of an id, or null. */
  public @Nullable T find(String id) {
    LocalItem<T> local = items.get(id);
    return local == null ? null : local.item();
  }

  /** The same with what is known of it. */
  public @Nullable LocalItem<T> get(String id) {
    return items.get(id);
  }

  /** The same at this moment, to be looked at later. */
  public @Nullable CacheEntry<T> entry(String id) {
    LocalItem<T> local = items.get(id);
    return local == null ? null : local.snapshot(handlerFailures, stretch);
  }

  /** All of them, each at its moment; weakly consistent. */
  public Stream<CacheEntry<T>> entries() {
    return items.values().stream().map(local -> local.snapshot(handlerFailures, stretch));
  }

  /** All of them; weakly consistent. */
  public Stream<LocalItem<T>> stream() {
    return items.values().stream();
  }

  /** How many there are. */
  public long size() {
    return items.mappingCount();
  }

  /**
   * Takes a state unless something newer is known.
   *
   * @param told what is to be noted in {@link #events} if it is taken, from what it replaces; null
   *     for nothing
   * @return false if the older of the two, which may be a removal, has no lower version than the
   *     newer one: then Redis may lack the newer one, and the item is to be read
   */
  public boolean put(
      String id, LocalItem<T> state, Function<@Nullable LocalItem<T>, @Nullable Runnable> told) {
    ItemFields fields = state.fields();
    AtomicBoolean inOrder = new AtomicBoolean();
    items.compute(
        id,
        (key, local) -> {
          Removal removal = removals.get(id);
          if (removal != null && removal.generation() >= fields.generation()) {
            inOrder.set(removal.version() >= fields.version());
            return local;
          }
          if (local != null && !fields.isNewerThan(local.fields())) {
            inOrder.set(local.fields().version() >= fields.version());
            return local;
          }
          inOrder.set(local == null || local.fields().version() < fields.version());
          counts.replace(id, local == null ? null : local.fields(), fields);
          events.note(id, told.apply(local));
          return state;
        });
    return inOrder.get();
  }

  /**
   * Takes note of a sync that left the state as it is.
   *
   * @param told what is to be noted of it, from the item
   * @return the item; null if it is not known here as of that version, and is to be read
   */
  public @Nullable LocalItem<T> synced(
      String id,
      ItemFields fields,
      @Nullable Throwable error,
      Function<LocalItem<T>, @Nullable Runnable> told) {
    List<LocalItem<T>> known = new ArrayList<>(1);
    items.computeIfPresent(
        id,
        (key, local) -> {
          ItemFields before = local.fields();
          if (fields.isLaterOfSameVersion(before)) {
            counts.replace(id, before, fields);
            local.synced(fields, error);
          }
          if (before.generation() == fields.generation() && before.version() >= fields.version()) {
            known.add(local);
            events.note(id, told.apply(local));
          }
          return local;
        });
    return known.isEmpty() ? null : known.get(0);
  }

  /** Notes what is to be told of an item as it is, if it is here. */
  public void note(String id, Function<LocalItem<T>, @Nullable Runnable> told) {
    items.computeIfPresent(
        id,
        (key, local) -> {
          events.note(id, told.apply(local));
          return local;
        });
  }

  /**
   * An item is no longer unhandled, or its handler no longer fails. False if that is not known to
   * concern the state that is known here, and the item must be read.
   *
   * @param before the version that it had
   */
  public boolean handled(String id, ItemFields fields, long before) {
    LocalItem<T> known =
        items.compute(
            id,
            (key, local) -> {
              if (local == null) {
                handlerFailures.forget(id, fields.generation());
                return null;
              }
              ItemFields own = local.fields();
              if (own.version() == before && own.generation() == fields.generation()) {
                counts.countUnhandled(id, own, fields);
                handlerFailures.forget(id);
                local.synced(fields, local.lastError());
              }
              return local;
            });
    return known != null && known.fields().version() >= fields.version();
  }

  /**
   * A call of the handler has failed for this generation of an item. Its state may be on its way
   * here still, but one that is later and handled outweighs this.
   *
   * @param version that the item had; zero for the one that is known here
   * @param ageMicros since the first failure in a row
   */
  public void handlerFailed(
      String id, long generation, long version, Throwable error, long ageMicros) {
    items.compute(
        id,
        (key, local) -> {
          long known = local == null ? 0 : local.fields().version();
          Removal removal = removals.get(id);
          boolean unhandled =
              local != null && ItemCounts.unhandledGeneration(local.fields()) == generation;
          boolean expected = known < version && (removal == null || removal.version() < version);
          if (unhandled || expected) {
            handlerFailures.failed(id, generation, error, ageMicros);
          }
          return local;
        });
  }

  /**
   * Removes an item unless one of a later generation is known. Returns what was removed. A removal
   * that is put back after a loss is numbered anew, and so is an item that somebody puts back who
   * does not know of its removal: only generations tell.
   *
   * @param told what is to be noted if it is removed, from what is removed
   */
  public @Nullable LocalItem<T> remove(
      RemovedItem removed, long now, Function<LocalItem<T>, @Nullable Runnable> told) {
    String id = removed.id();
    List<LocalItem<T>> gone = new ArrayList<>(1);
    items.compute(
        id,
        (key, local) -> {
          removals.remember(removed, now);
          if (local == null) {
            handlerFailures.forget(id, removed.fields().generation());
            return null;
          }
          if (local.fields().generation() > removed.fields().generation()) {
            return local;
          }
          gone.add(local);
          counts.replace(id, local.fields(), null);
          events.note(id, told.apply(local));
          return null;
        });
    return gone.isEmpty() ? null : gone.get(0);
  }

  /**
   * Removes an item that is nowhere to be read, unless something else is known by now. Nothing is
   * remembered: whoever knows that it was lost may put it back.
   *
   * @param told what is to be noted if it is removed
   */
  public void drop(LocalItem<T> known, Supplier<@Nullable Runnable> told) {
    String id = known.item().id();
    items.computeIfPresent(
        id,
        (key, local) -> {
          if (local != known) {
            return local;
          }
          counts.replace(id, local.fields(), null);
          events.note(id, told.get());
          return null;
        });
  }

  /** What is remembered of items that are no longer here. */
  public Removals removals() {
    return removals;
  }

  /** When the latest successful sync was, in microseconds as stored; zero if there was none. */
  public long latestSync() {
    return items.values().stream().mapToLong(local -> local.fields().synced()).max().orElse(0);
  }

  /** What happens to items, for listeners. */
  public ItemEvents events() {
    return events;
  }

  /** By how much intervals are longer than planned. */
  public Stretch stretch() {
    return stretch;
  }

  /** How many items are not terminal. */
  public long live() {
    return counts.live();
  }

  /** How many items failed when they were last synced. */
  public long failing() {
    return counts.failing();
  }

  /** How many items are unhandled. */
  public long unhandled() {
    return counts.unhandled();
  }

  /** For which of them the handler has failed. */
  public HandlerFailures handlerFailures() {
    return handlerFailures;
  }

  /** The sum of 1/interval over all live items, as it is planned, in syncs per second. */
  public double demand(Duration cachePeriod) {
    return counts.demand(cachePeriod);
  }
}
