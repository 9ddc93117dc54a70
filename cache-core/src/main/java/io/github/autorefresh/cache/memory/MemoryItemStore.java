package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheFullException;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spi.ChangeSink;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spi.Run;
import io.github.autorefresh.cache.spi.StoreContext;
import io.github.autorefresh.cache.spi.StoreStats;
import io.github.autorefresh.cache.spi.TimeSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
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

  private final ReentrantLock lock = new ReentrantLock();
  // All below is guarded by the lock; what is volatile is also read without it.
  private final Slots<T> slots = new Slots<>();
  private final DueQueue queue = new DueQueue(slots);
  private final Demand demand = new Demand();
  private final Standings standings = new Standings();
  private volatile CacheSettings settings;
  private final AtomicLong size = new AtomicLong();
  private long reserved;
  private long failing;

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
    Standing standing = entry.standing();
    return new EntryView<>(
        item,
        Instant.ofEpochMilli(wallOrigin + entry.createdAt()),
        entry.isSynced() ? Instant.ofEpochMilli(wallOrigin + entry.syncedAt()) : null,
        standing.isTerminal() ? null : time.instant().plusNanos(entry.due() - now()),
        standing.failures(),
        standing.error());
  }

  @Override
  public long size() {
    return size.get();
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
      if (size.get() + reserved >= settings.maxSize()) {
        evicted = longestTerminal();
        item = evicted.remove();
        leave(evicted);
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

  private Entry<T> longestTerminal() {
    int slot = queue.longestAtRest();
    if (slot == DueQueue.NONE) {
      throw new CacheFullException(cache, settings.maxSize());
    }
    return slots.get(slot);
  }

  @Override
  public T fulfil(String id, T item, long period) {
    Entry<T> entry;
    lock.lock();
    try {
      int slot = queue.open();
      entry = new Entry<>(id, item, standings.well(period), wall(), slot);
      long now = now();
      entry.due(now, now);
      slots.put(slot, entry);
      count(entry.standing());
      reserved--;
      size.incrementAndGet();
    } finally {
      lock.unlock();
    }
    entries.put(entry);
    try {
      sink.created(item);
    } finally {
      unclaim(entry);
    }
    return item;
  }

  private void unclaim(Entry<T> entry) {
    lock.lock();
    try {
      long now = now();
      queue.advance(now);
      putBack(entry, now);
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
      leave(entry);
    } finally {
      lock.unlock();
    }
    sink.removed(item, RemovalCause.DELETED);
    return true;
  }

  /** Accounts for a removal, once; a claimed slot is freed by who has claimed it. */
  private void leave(Entry<T> entry) {
    if (entry.hasLeft()) {
      return;
    }
    size.decrementAndGet();
    uncount(entry.standing());
    int slot = entry.slot();
    entry.leave();
    if (!queue.isClaimed(slot)) {
      queue.take(slot, entry.due());
      free(entry, slot);
    }
  }

  private void free(Entry<T> entry, int slot) {
    entry.free();
    slots.remove(slot);
    queue.close(slot);
  }

  @Override
  public void hasten(String id) {
    Entry<T> entry = entries.get(id);
    if (entry == null) {
      return;
    }
    lock.lock();
    try {
      if (entry.hasLeft()) {
        return;
      }
      int slot = entry.slot();
      if (queue.isClaimed(slot)) {
        queue.hastenClaimed(slot);
      } else if (queue.isScheduled(slot)) {
        long now = now();
        queue.advance(now);
        if (entry.due() > now) {
          queue.take(slot, entry.due());
          schedule(entry, now, now);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int claim(Run<T> run, int max) {
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
        Standing standing = entry.standing();
        boolean first = standing.isWell() && !entry.isSynced();
        run.add(entry, item, standing.period(), first ? -1 : standing.failures());
      }
    }
    if (gone > 0) {
      bury(polled, gone);
    }
    return run.size();
  }

  /** Takes the most overdue entries out of the queue; they are the caller's from now on. */
  private Entry<T>[] poll(int most) {
    lock.lock();
    try {
      queue.advance(now());
      Entry<T>[] polled = Slots.newArray(Math.min(most, queue.ready()));
      for (int i = 0; i < polled.length; i++) {
        polled[i] = slots.get(queue.poll());
      }
      return polled;
    } finally {
      lock.unlock();
    }
  }

  /** Frees claimed entries that were found removed. */
  private void bury(Entry<T>[] claimed, int count) {
    lock.lock();
    try {
      for (int i = 0; i < count; i++) {
        Entry<T> entry = claimed[i];
        leave(entry);
        free(entry, entry.slot());
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
      queue.advance(now);
      ready = queue.ready();
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
  public long expire() {
    List<Entry<T>> expired = new ArrayList<>();
    List<T> items = new ArrayList<>();
    long wait = DueQueue.NEVER;
    lock.lock();
    try {
      long now = now();
      for (int slot = queue.longestAtRest(); slot != DueQueue.NONE; slot = queue.longestAtRest()) {
        Entry<T> entry = slots.get(slot);
        if (entry.due() > now || expired.size() == MOST_EXPIRED_AT_ONCE) {
          wait = Math.max(0, entry.due() - now);
          break;
        }
        T item = entry.remove();
        leave(entry);
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
    return wait;
  }

  /** Forgets the dead entry of an item, and tells. */
  private void dropped(Entry<T> entry, T item, RemovalCause cause) {
    entries.remove(entry);
    sink.removed(item, cause);
  }

  @Override
  public void commit(Run<T> run) {
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

  private boolean takesEffect(Entry<T> entry, Run<T> run, int i) {
    return switch (run.outcome(i)) {
      case UPDATED -> entry.commit(run.item(i), run.update(i));
      case DELETED -> entry.remove(run.item(i));
      case UNCHANGED, FAILED -> entry.item() != null;
    };
  }

  private boolean changesStanding(Entry<T> entry, Run<T> run, int i) {
    return switch (run.outcome(i)) {
      case FAILED, DELETED -> true;
      case UPDATED, UNCHANGED -> {
        Standing before = entry.standing();
        yield !before.isWell() || run.period(i) != before.period();
      }
    };
  }

  /** What the verdicts of a run change in how items stand, and so in what all are counted by. */
  private void account(Run<T> run) {
    lock.lock();
    try {
      for (int i = 0; i < run.size(); i++) {
        if (run.isAccepted(i)) {
          Entry<T> entry = entryOf(run, i);
          if (run.outcome(i) == Outcome.DELETED) {
            leave(entry);
          } else if (changesStanding(entry, run, i)) {
            change(entry, standing(entry.standing(), run, i));
          }
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

  private Standing standing(Standing before, Run<T> run, int i) {
    return run.outcome(i) == Outcome.FAILED
        ? before.failed(run.failures(i) + 1, run.error(i))
        : standings.well(run.period(i));
  }

  private void change(Entry<T> entry, Standing after) {
    if (!entry.hasLeft()) {
      uncount(entry.standing());
      count(after);
    }
    entry.standing(after);
  }

  private void count(Standing standing) {
    demand.add(standing.period());
    failing += standing.isWell() ? 0 : 1;
  }

  private void uncount(Standing standing) {
    demand.remove(standing.period());
    failing -= standing.isWell() ? 0 : 1;
  }

  /** Ends a claim: the slot goes where its entry says, or is freed if the item has been removed. */
  private void putBack(Entry<T> entry, long now) {
    int slot = entry.slot();
    if (entry.hasLeft()) {
      free(entry, slot);
    } else if (entry.standing().isTerminal()) {
      entry.due(now + settings.terminalRetention().toNanos(), now);
      queue.rest(slot);
    } else {
      schedule(entry, entry.due(), now);
    }
  }

  private void schedule(Entry<T> entry, long due, long now) {
    entry.due(due, now);
    entry.due(queue.schedule(entry.slot(), entry.due(), now), now);
  }

  @Override
  public void release(Run<T> run) {
    lock.lock();
    try {
      long now = now();
      queue.advance(now);
      for (int i = 0; i < run.size(); i++) {
        putBack(entryOf(run, i), now);
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
      queue.advance(now);
      if (queue.ready() == 0) {
        long next = queue.nextTurn();
        return next == DueQueue.NEVER ? DueQueue.NEVER : Math.max(0, next - now);
      }
    } finally {
      lock.unlock();
    }
    return permits.untilNext(now);
  }

  @Override
  public StoreStats stats() {
    CacheSettings now = settings;
    lock.lock();
    try {
      long at = now();
      queue.advance(at);
      int first = queue.peek();
      long lag = first == DueQueue.NONE ? 0 : Math.max(0, at - slots.due(first));
      return new StoreStats(queue.ready(), lag, failing, demand.perSecond(now.resyncPeriod()));
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
        rescale(factor);
      }
    } finally {
      lock.unlock();
    }
    permits.forget();
  }

  private void rescale(double factor) {
    long now = now();
    queue.advance(now);
    for (int slot = 0; slot < queue.slots(); slot++) {
      if (queue.isScheduled(slot)) {
        Entry<T> entry = slots.get(slot);
        if (entry.standing().isUsual() && entry.due() > now) {
          queue.take(slot, entry.due());
          schedule(entry, now + (long) ((entry.due() - now) * factor), now);
        }
      }
    }
  }

  @SuppressWarnings("unchecked") // this store is the only one that puts claims into its runs
  private Entry<T> entryOf(Run<T> run, int i) {
    return (Entry<T>) run.claim(i);
  }

  private long now() {
    return time.nanos() - origin;
  }

  private long wall() {
    return time.millis() - wallOrigin;
  }
}
