package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheFullException;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spi.ChangeSink;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spi.StoreContext;
import io.github.autorefresh.cache.spi.StoreStats;
import io.github.autorefresh.cache.spi.TimeSource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Items in a table that is read without a lock, their due times in a timing wheel under one lock.
 *
 * <p>No code of the application runs under the lock, which is held for moments: once to claim a run
 * and once to release it. Whether an item exists is decided by its {@link Entry} alone.
 */
public final class MemoryItemStore<T extends CacheItem> implements ItemStore<T> {

  /** So that the lock is not held for long when very many items expire at once. */
  private static final int MOST_EXPIRED_AT_ONCE = 1024;

  private final String cache;
  private final TimeSource time;
  private final ChangeSink<T> sink;
  private final Permits permits;
  private final long origin;
  private final long wallOrigin;
  private final EntryTable<T> entries = new EntryTable<>();

  private final BriefLock lock = new BriefLock();
  // Guarded by the lock; what is volatile is also read without it.
  private final Schedule<T> schedule = new Schedule<>();
  private volatile CacheSettings settings;
  private long reserved;

  /** Made by the builder, for which this is the default factory. */
  public MemoryItemStore(StoreContext<T> context) {
    cache = context.cache();
    settings = context.settings();
    time = context.time();
    sink = context.sink();
    permits = new Permits(context.limiter());
    origin = time.nanos();
    wallOrigin = time.millis();
  }

  @Override
  public @Nullable T find(String id) {
    Entry<T> entry = entries.get(id);
    return entry == null ? null : entry.item();
  }

  @Override
  public @Nullable CacheEntry<T> entry(String id) {
    Entry<T> entry = entries.get(id);
    return entry == null ? null : view(entry);
  }

  @Override
  public Stream<CacheEntry<T>> scan() {
    return entries.stream().flatMap(entry -> Stream.ofNullable(view(entry)));
  }

  private @Nullable CacheEntry<T> view(Entry<T> entry) {
    T item = entry.item();
    if (item == null) {
      return null;
    }
    SyncStatus standing = entry.standing();
    return new EntryView<>(
        item,
        Instant.ofEpochMilli(wallOrigin + entry.createdAt()),
        entry.isSynced() ? Instant.ofEpochMilli(wallOrigin + entry.syncedAt()) : null,
        standing.isTerminal() ? null : nextSyncAt(entry),
        standing.failures(),
        standing.error());
  }

  /** Rounded up, so that whoever comes at that moment does not come too early. */
  private Instant nextSyncAt(Entry<T> entry) {
    Instant due = time.instant().plusNanos(entry.due() - now());
    return due.plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public long size() {
    return schedule.size();
  }

  @Override
  public @Nullable T reserve(String id) {
    T present = find(id);
    if (present != null) {
      return present;
    }
    Entry<T> evicted = null;
    T item = null;
    lock.lock();
    try {
      if (schedule.size() + reserved >= settings.maxSize()) {
        evicted = schedule.longestTerminal();
        if (evicted == null) {
          throw new CacheFullException(cache, settings.maxSize());
        }
        item = evicted.remove();
        schedule.leave(evicted);
      }
      reserved++;
    } finally {
      lock.unlock();
    }
    if (evicted != null && item != null) { // or another thread has just removed it
      dropped(evicted, item, RemovalCause.EVICTED);
    }
    return null;
  }

  @Override
  public T fulfil(String id, T item, long period) {
    Entry<T> entry;
    lock.lock();
    try {
      entry = schedule.open(id, item, period, wall(), now());
      reserved--;
    } finally {
      lock.unlock();
    }
    entries.put(entry);
    try {
      sink.created(id, item);
    } finally {
      unclaim(entry);
    }
    return item;
  }

  private void unclaim(Entry<T> entry) {
    lock.lock();
    try {
      schedule.putBack(entry, settings.terminalRetention(), now());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void forgo(String id) {
    lock.lock();
    try {
      reserved--;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean remove(String id) {
    Entry<T> entry = entries.get(id);
    T item = entry == null ? null : entry.remove();
    if (entry == null || item == null) {
      return false;
    }
    entries.remove(entry);
    lock.lock();
    try {
      schedule.leave(entry);
    } finally {
      lock.unlock();
    }
    sink.removed(id, item, RemovalCause.DELETED);
    return true;
  }

  @Override
  public void hasten(String id) {
    Entry<T> entry = entries.get(id);
    if (entry == null) {
      return;
    }
    lock.lock();
    try {
      schedule.hasten(entry, now());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int claimable(int max) {
    return untilNextDue() == 0 ? max : 0;
  }

  @Override
  public int claim(ClaimedItems<T> run, int max) {
    int most = max;
    if (!permits.unlimited()) {
      most = permitted(max);
      if (most == 0) {
        return 0;
      }
    }
    Entry<T>[] polled = poll(most);
    int gone = 0;
    // Not under the lock, and in a loop that does no more than this: most entries and items miss
    // the processor's cache, and here many of these misses overlap.
    for (Entry<T> entry : polled) {
      T item = entry.item();
      if (item == null) {
        polled[gone++] = entry;
      } else {
        SyncStatus standing = entry.standing();
        boolean first = standing.isWell() && !entry.isSynced();
        run.add(entry, entry.id(), item, standing.period(), first ? -1 : standing.failures());
      }
    }
    if (gone > 0) {
      bury(polled, gone);
    }
    return run.size();
  }

  private Entry<T>[] poll(int most) {
    lock.lock();
    try {
      return schedule.poll(most, now());
    } finally {
      lock.unlock();
    }
  }

  /** Frees claimed entries that were found removed. */
  private void bury(Entry<T>[] claimed, int count) {
    lock.lock();
    try {
      for (int i = 0; i < count; i++) {
        schedule.bury(claimed[i]);
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many items may be claimed: what is due, as far as permits can be had for it. */
  private int permitted(int max) {
    int ready;
    long now;
    lock.lock();
    try {
      now = now();
      ready = schedule.ready(now);
    } finally {
      lock.unlock();
    }
    int due = Math.min(max, ready);
    if (due == 0) {
      return 0;
    }
    int batch = settings.maxBatch();
    long items = (long) permits.take(calls(due, batch), calls(ready, batch), now) * batch;
    return (int) Math.min(due, items);
  }

  private static int calls(int items, int batch) {
    return (items - 1) / batch + 1;
  }

  @Override
  public void expire() {
    List<Entry<T>> expired = new ArrayList<>();
    List<T> items = new ArrayList<>();
    lock.lock();
    try {
      long now = now();
      for (Entry<T> entry = schedule.longestTerminal();
          entry != null;
          entry = schedule.longestTerminal()) {
        if (entry.due() > now || expired.size() == MOST_EXPIRED_AT_ONCE) {
          break;
        }
        T item = entry.remove();
        schedule.leave(entry);
        if (item != null) {
          expired.add(entry);
          items.add(item);
        }
      }
    } finally {
      lock.unlock();
    }
    for (int i = 0; i < expired.size(); i++) {
      dropped(expired.get(i), items.get(i), RemovalCause.EXPIRED);
    }
  }

  @Override
  public long untilExpiry() {
    lock.lock();
    try {
      Entry<T> next = schedule.longestTerminal();
      return next == null ? DueQueue.NEVER : Math.max(0, next.due() - now());
    } finally {
      lock.unlock();
    }
  }

  /** Forgets the dead entry of an item, and tells. */
  private void dropped(Entry<T> entry, T item, RemovalCause cause) {
    entries.remove(entry);
    sink.removed(entry.id(), item, cause);
  }

  @Override
  public void commit(ClaimedItems<T> run) {
    long at = now();
    long wall = wall();
    boolean locking = false;
    for (int i = 0; i < run.size(); i++) {
      Entry<T> entry = entryOf(run, i);
      if (takesEffect(entry, run, i)) {
        run.accept(i);
        entry.due(at + run.delay(i), at);
        if (run.outcome(i) != Outcome.FAILED) {
          entry.synced(wall);
        }
        locking |= changesStanding(entry, run, i);
      }
    }
    if (locking) {
      account(run);
    }
  }

  private boolean takesEffect(Entry<T> entry, ClaimedItems<T> run, int i) {
    return switch (run.outcome(i)) {
      case UPDATED -> entry.commit(run.item(i), run.update(i));
      case DELETED -> entry.remove(run.item(i));
      case UNCHANGED, FAILED -> entry.item() != null;
    };
  }

  private boolean changesStanding(Entry<T> entry, ClaimedItems<T> run, int i) {
    return switch (run.outcome(i)) {
      case FAILED, DELETED -> true;
      case UPDATED, UNCHANGED -> {
        SyncStatus before = entry.standing();
        yield !before.isWell() || run.period(i) != before.period();
      }
    };
  }

  /** What the verdicts of a run change in how items stand, and so in what all are counted by. */
  private void account(ClaimedItems<T> run) {
    lock.lock();
    try {
      for (int i = 0; i < run.size(); i++) {
        if (run.isAccepted(i)) {
          account(entryOf(run, i), run, i);
        }
      }
    } finally {
      lock.unlock();
    }
    for (int i = 0; i < run.size(); i++) {
      if (run.isAccepted(i) && run.outcome(i) == Outcome.DELETED) {
        entries.remove(entryOf(run, i));
      }
    }
  }

  private void account(Entry<T> entry, ClaimedItems<T> run, int i) {
    switch (run.outcome(i)) {
      case DELETED -> schedule.leave(entry);
      case FAILED -> schedule.failed(entry, run.failures(i) + 1, run.error(i));
      case UPDATED, UNCHANGED -> {
        if (changesStanding(entry, run, i)) {
          schedule.succeeded(entry, run.period(i));
        }
      }
    }
  }

  @Override
  public void release(ClaimedItems<T> run) {
    lock.lock();
    try {
      long now = now();
      for (int i = 0; i < run.size(); i++) {
        schedule.putBack(entryOf(run, i), settings.terminalRetention(), now);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long untilNextDue() {
    long now;
    lock.lock();
    try {
      now = now();
      if (schedule.ready(now) == 0) {
        long next = schedule.nextReady();
        return next == DueQueue.NEVER ? DueQueue.NEVER : Math.max(0, next - now);
      }
    } finally {
      lock.unlock();
    }
    return permits.available(now) > 0 ? 0 : permits.untilMore(now);
  }

  @Override
  public StoreStats stats() {
    lock.lock();
    try {
      return schedule.stats(settings.resyncPeriod(), now());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void retune(CacheSettings changed) {
    lock.lock();
    try {
      double factor = (double) changed.resyncPeriod().toNanos() / settings.resyncPeriod().toNanos();
      settings = changed;
      if (factor != 1) {
        schedule.rescale(factor, now());
      }
    } finally {
      lock.unlock();
    }
    permits.retuned();
  }

  @SuppressWarnings("unchecked") // this store is the only one that puts claims into its runs
  private Entry<T> entryOf(ClaimedItems<T> run, int i) {
    return (Entry<T>) run.claim(i);
  }

  private long now() {
    return time.nanos() - origin;
  }

  private long wall() {
    return time.millis() - wallOrigin;
  }
}
