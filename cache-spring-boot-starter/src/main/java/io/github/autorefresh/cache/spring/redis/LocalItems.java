package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ItemPeriod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All items, in this replica's memory. What is known is replaced only by what is newer, by the
 * version; and removals are remembered for a while, so that whoever was slow to bring an older
 * state can't bring an item back. Thread-safe; reads are wait-free.
 */
final class LocalItems<T extends CacheItem> {

  private static final double NANOS_PER_SECOND = 1e9;

  private final ConcurrentHashMap<String, LocalItem<T>> items = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Grave> graves = new ConcurrentHashMap<>();
  private final LongAdder onCachePeriod = new LongAdder();
  private final DoubleAdder ownPerSecond = new DoubleAdder();
  private final LongAdder failing = new LongAdder();

  private record Grave(long version, long dugAt) {}

  /** What a newer state has replaced: null for nothing. */
  @FunctionalInterface
  interface Replaced<T extends CacheItem> {
    void by(@Nullable LocalItem<T> previous, LocalItem<T> current);
  }

  @Nullable T find(String id) {
    LocalItem<T> local = items.get(id);
    return local == null ? null : local.item();
  }

  @Nullable LocalItem<T> get(String id) {
    return items.get(id);
  }

  Stream<LocalItem<T>> stream() {
    return items.values().stream();
  }

  long size() {
    return items.mappingCount();
  }

  /** Takes a state unless something newer is known, and then says what it has replaced. */
  void put(String id, LocalItem<T> state, Replaced<T> replaced) {
    List<@Nullable LocalItem<T>> previous = new ArrayList<>(1);
    items.compute(
        id,
        (key, local) -> {
          Grave grave = graves.get(id);
          long version = state.meta().version();
          if (grave != null && grave.version >= version) {
            return local;
          }
          if (local != null && local.meta().version() >= version) {
            return local;
          }
          previous.add(local);
          count(local, state);
          return state;
        });
    if (!previous.isEmpty()) {
      replaced.by(previous.get(0), state);
    }
  }

  /** Takes note of a sync that left the state as it is; null if the item is not known as such. */
  @Nullable LocalItem<T> synced(String id, Meta meta, @Nullable Throwable error) {
    LocalItem<T> known =
        items.computeIfPresent(
            id,
            (key, local) -> {
              Meta before = local.meta();
              if (before.generation() == meta.generation() && meta.isNotBefore(before)) {
                count(before.period(), meta.period());
                countFailing(before, meta);
                local.synced(meta, error);
              }
              return local;
            });
    return known != null && known.meta().generation() == meta.generation() ? known : null;
  }

  /** Removes an item unless a newer one is known. Returns what was removed. */
  @Nullable LocalItem<T> remove(String id, long version, long now) {
    List<LocalItem<T>> removed = new ArrayList<>(1);
    items.compute(
        id,
        (key, local) -> {
          graves.merge(id, new Grave(version, now), (a, b) -> a.version > b.version ? a : b);
          if (local == null || local.meta().version() > version) {
            return local;
          }
          removed.add(local);
          count(local, null);
          return null;
        });
    return removed.isEmpty() ? null : removed.get(0);
  }

  /** Forgets removals that were before then. */
  void forget(long before) {
    graves.values().removeIf(grave -> grave.dugAt - before < 0);
  }

  void forgetAllRemovals() {
    graves.clear();
  }

  void forEach(Consumer<LocalItem<T>> action) {
    items.values().forEach(action);
  }

  /** How many items failed when they were last synced. */
  long failing() {
    return failing.sum();
  }

  /** The sum of 1/period over all live items, in syncs per second. */
  double demand(Duration cachePeriod) {
    return onCachePeriod.sum() * NANOS_PER_SECOND / cachePeriod.toNanos()
        + Math.max(0, ownPerSecond.sum());
  }

  private void count(@Nullable LocalItem<T> before, @Nullable LocalItem<T> after) {
    count(
        before == null ? ItemPeriod.TERMINAL : before.meta().period(),
        after == null ? ItemPeriod.TERMINAL : after.meta().period());
    countFailing(before == null ? null : before.meta(), after == null ? null : after.meta());
  }

  private void countFailing(@Nullable Meta before, @Nullable Meta after) {
    boolean failed = before != null && before.failures() > 0;
    boolean fails = after != null && after.failures() > 0;
    if (failed != fails) {
      failing.add(fails ? 1 : -1);
    }
  }

  private void count(long before, long after) {
    if (before != after) {
      add(before, -1);
      add(after, 1);
    }
  }

  private void add(long period, int sign) {
    if (period == ItemPeriod.OF_CACHE) {
      onCachePeriod.add(sign);
    } else if (period != ItemPeriod.TERMINAL) {
      ownPerSecond.add(sign * NANOS_PER_SECOND / period);
    }
  }
}
