package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.HandlerMarks;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.StoreContext;
import io.github.autorefresh.cache.spi.StoreStats;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the items in memory: in a table that is read without a lock, with their due times in a
 * timing wheel under one lock, which is held for microseconds, once for a claim and once for its
 * release. Thread-safe.
 *
 * <p>What is due waits in three lanes: what was asked for by {@link #hasten}, what was never
 * synced, and what is due by the clock. Of any four permits in a row, while all of them wait, two
 * are for the first, and one each for the others; an unused share goes to the first lane that has
 * work. A batch is of one lane, and filled from the others. An item whose claim ends without an
 * outcome returns to its lane and place; with one, even a failure, it is due by the clock.
 *
 * <p>Whether an item exists is decided by its entry alone. No method of an item is called, not even
 * {@code equals}: the engine passes in ids, periods and which items are terminal.
 */
public final class MemoryItemStore<T extends CacheItem> implements ItemStore<T> {

  private final StoreContents<T> store;
  private final Claims<T> claims;
  private final Commits<T> commits;
  private final Removals<T> removals;
  private final Creations<T> creations;
  private final Probes<T> probes;
  private final Recovery<T> recovery;

  /** Null if there is no handler. */
  private @Nullable MarkedItems<T> marked;

  /** An empty store; this constructor is the builder's default factory. */
  public MemoryItemStore(StoreContext<T> context) {
    store = new StoreContents<>(context);
    claims = new Claims<>(store, context.limiter());
    commits = new Commits<>(store);
    removals = new Removals<>(store);
    creations = new Creations<>(store, removals);
    probes = new Probes<>(store, claims);
    recovery = new Recovery<>(store);
  }

  @Override
  public @Nullable T find(String id) {
    Entry<T> entry = store.entries.get(id);
    return entry == null ? null : entry.item();
  }

  @Override
  public @Nullable CacheEntry<T> entry(String id) {
    Entry<T> entry = store.entries.get(id);
    return entry == null ? null : view(entry);
  }

  @Override
  public Stream<CacheEntry<T>> scan() {
    return store.entries.stream().mapMulti(this::offer);
  }

  private void offer(Entry<T> entry, Consumer<CacheEntry<T>> to) {
    CacheEntry<T> view = view(entry);
    if (view != null) {
      to.accept(view);
    }
  }

  private @Nullable CacheEntry<T> view(Entry<T> entry) {
    SyncStatus status = entry.status(); // first: a terminal status is that of the item read next
    T item = entry.item();
    if (item == null) {
      return null;
    }
    MarkedItems.Unhandled unhandled = marked == null ? null : marked.unhandled(entry);
    return new EntryView<>(
        item,
        store.clock.ofWall(entry.createdAt()),
        entry.isSynced() ? store.clock.ofWall(entry.syncedAt()) : null,
        status.isTerminal() ? null : nextSyncAt(entry),
        status.failures(),
        status.error(),
        unhandled == null ? null : unhandled.since(),
        unhandled == null ? null : unhandled.error());
  }

  /** Rounded up to the millisecond, so that the item is really due at that time. */
  private Instant nextSyncAt(Entry<T> entry) {
    long due =
        entry.isDueInReal()
            ? entry.due()
            : store.schedule.stretching().clock().toReal(entry.due(), store.clock.now());
    return store.clock.of(due).plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public long size() {
    return store.schedule.size();
  }

  @Override
  public @Nullable T reserve(String id) {
    T present = find(id);
    if (present == null) {
      creations.reserve();
    }
    return present;
  }

  @Override
  public T fulfil(String id, T item, long period, long untilFirstSync) {
    return creations.fulfil(id, item, period, untilFirstSync, false);
  }

  @Override
  public void forgo(String id) {
    creations.forgo();
  }

  @Override
  public boolean remove(String id) {
    return removals.remove(id);
  }

  @Override
  public void hasten(String id) {
    Entry<T> entry = store.entries.get(id);
    if (entry == null) {
      return;
    }
    store.lock.lock();
    try {
      store.schedule.hasten(entry, store.clock.now());
    } finally {
      store.lock.unlock();
    }
  }

  @Override
  public int claimable(int max) {
    return claims.claimable(max);
  }

  @Override
  public int claim(ClaimedItems<T> items, int max) {
    return claims.claim(items, max);
  }

  @Override
  public int claimProbe(
      ClaimedItems<T> items, int max, Collection<String> asked, boolean others, long sinceNanos) {
    return probes.claim(items, max, asked, others, sinceNanos);
  }

  @Override
  public long untilProbe() {
    return probes.untilPermit();
  }

  @Override
  public void suspend() {
    store.lock.lock();
    try {
      store.schedule.stretching().advance(store.clock.now());
      store.schedule.stretching().suspend();
    } finally {
      store.lock.unlock();
    }
  }

  @Override
  public long recover(long sinceNanos) {
    return recovery.recover(sinceNanos);
  }

  @Override
  public boolean keepsHistories() {
    return true;
  }

  @Override
  public long permitsLast() {
    return claims.permits().validNanos();
  }

  @Override
  public boolean renewPermit() {
    return claims.permits().renew();
  }

  @Override
  public void commit(ClaimedItems<T> items) {
    commits.commit(items);
  }

  @Override
  public void release(ClaimedItems<T> items) {
    claims.release(items);
  }

  @Override
  public void giveBack(ClaimedItems<T> items, long ageNanos) {
    claims.giveBack(items, ageNanos);
  }

  @Override
  public long untilNextDue() {
    return claims.untilMore();
  }

  @Override
  public void expire() {
    removals.expire();
  }

  @Override
  public long untilExpiry() {
    return removals.untilExpiry();
  }

  @Override
  public StoreStats stats() {
    store.lock.lock();
    try {
      return store.schedule.stats(store.clock.now());
    } finally {
      store.lock.unlock();
    }
  }

  @Override
  public HandlerMarks<T> marks() {
    MarkedItems<T> kept = new MarkedItems<>(store, creations);
    marked = kept;
    return kept;
  }

  @Override
  public void retune(CacheSettings changed) {
    store.retune(changed);
    claims.permits().retuned(store.clock.now());
  }
}
