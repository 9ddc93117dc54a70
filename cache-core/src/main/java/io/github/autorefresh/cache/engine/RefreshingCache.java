package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheClosedException;
import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.CacheStats;
import io.github.autorefresh.cache.ItemDeletedException;
import io.github.autorefresh.cache.engine.waiters.PendingAwaits;
import io.github.autorefresh.cache.engine.waiters.PendingRefreshes;
import io.github.autorefresh.cache.engine.waiters.SingleFlight;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.SyncObservable;
import io.github.autorefresh.cache.spi.SyncObserver;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The cache as its users see it: reads go to the store, what makes time pass is the engine's. */
final class RefreshingCache<T extends CacheItem> implements AutoRefreshCache<T>, SyncObservable {

  private final Engine<T> engine;
  private final ItemStore<T> store;
  private final Tuning<T> tuning;
  private final Waiters<T> waiters;
  private final Runnable onClose;
  private volatile boolean closed;

  /** Who waits for something of this cache, and who is told. */
  record Waiters<T extends CacheItem>(
      PendingRefreshes<T> refreshes,
      PendingAwaits<T> awaits,
      SingleFlight<T> creations,
      ChangeNotifier<T> changes) {}

  RefreshingCache(Engine<T> engine, Tuning<T> tuning, Waiters<T> waiters, Runnable onClose) {
    this.engine = engine;
    this.store = engine.store();
    this.tuning = tuning;
    this.waiters = waiters;
    this.onClose = onClose;
  }

  @Override
  public String name() {
    return engine.name();
  }

  @Override
  public synchronized void start() {
    requireNotClosed();
    if (!engine.isOpen()) {
      store.open();
      engine.start();
    }
  }

  @Override
  public void stop() {
    engine.stop();
  }

  @Override
  public boolean isRunning() {
    return engine.isOpen();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    CacheClosedException error = new CacheClosedException(name());
    waiters.creations().failAll(error);
    stop();
    engine.end();
    waiters.refreshes().failAll(error);
    waiters.awaits().failAll(error);
    store.close();
    onClose.run();
  }

  @Override
  public @Nullable T get(String id) {
    T item = store.find(Objects.requireNonNull(id, "id"));
    engine.tally().got(item != null);
    return item;
  }

  @Override
  public T getOrCreate(T item) {
    String id = Objects.requireNonNull(item, "item").id();
    requireLegal(id != null, "The id of an item must not be null");
    long period = ItemPeriod.of(item);
    T present = findOpen(id);
    if (present != null) {
      return present;
    }
    return waiters.creations().makeOrJoin(id, () -> register(id, item, period));
  }

  @Override
  public T getOrCreate(String id, Function<? super String, ? extends T> creator) {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(creator, "creator");
    T present = findOpen(id);
    if (present != null) {
      return present;
    }
    return waiters.creations().makeOrJoin(id, () -> create(id, creator));
  }

  private @Nullable T findOpen(String id) {
    requireNotClosed();
    T present = store.find(id);
    engine.tally().got(present != null);
    return present;
  }

  private T register(String id, T item, long period) {
    T present = store.reserve(id);
    return present != null ? present : fulfil(id, item, period);
  }

  private T create(String id, Function<? super String, ? extends T> creator) {
    T present = store.reserve(id);
    if (present != null) {
      return present;
    }
    T item;
    long period;
    boolean made = false;
    try {
      item = Objects.requireNonNull(creator.apply(id), "The creator of an item returned null");
      requireLegal(
          id.equals(item.id()),
          "The creator of item \"" + id + "\" returned item \"" + item.id() + "\"");
      period = ItemPeriod.of(item);
      requireNotClosed();
      made = true;
    } finally {
      if (!made) {
        store.forgo(id);
      }
    }
    return fulfil(id, item, period);
  }

  private T fulfil(String id, T item, long period) {
    waiters.creations().becomesVisible(id);
    T winner = store.fulfil(id, item, period);
    engine.mayBeDue();
    return winner;
  }

  @Override
  public boolean delete(String id) {
    return store.remove(Objects.requireNonNull(id, "id"));
  }

  @Override
  public CompletableFuture<@Nullable T> refresh(String id) {
    Objects.requireNonNull(id, "id");
    requireNotClosed();
    CompletableFuture<@Nullable T> request = waiters.refreshes().ask(id);
    // Only now, so that nothing that happens to the item from here on is missed.
    CacheEntry<T> entry = store.entry(id);
    if (entry == null) {
      request.completeExceptionally(new ItemDeletedException(name(), id));
    } else if (entry.nextSyncAt() == null) { // terminal
      request.complete(entry.item());
    } else if (closed) {
      request.completeExceptionally(new CacheClosedException(name()));
    } else {
      store.hasten(id);
      engine.mayBeDue();
    }
    return request;
  }

  @Override
  public CompletableFuture<T> await(String id, Predicate<? super T> condition) {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(condition, "condition");
    requireNotClosed();
    CompletableFuture<T> future = waiters.awaits().register(id, condition, store::entry);
    if (closed) {
      future.completeExceptionally(new CacheClosedException(name()));
    }
    return future;
  }

  @Override
  public long size() {
    return store.size();
  }

  @Override
  public @Nullable CacheEntry<T> entry(String id) {
    return store.entry(Objects.requireNonNull(id, "id"));
  }

  @Override
  public Stream<CacheEntry<T>> entries() {
    return store.scan();
  }

  @Override
  public CacheStats stats() {
    return engine.stats();
  }

  @Override
  public void addListener(CacheListener<? super T> listener) {
    waiters.changes().add(Objects.requireNonNull(listener, "listener"));
  }

  @Override
  public void removeListener(CacheListener<? super T> listener) {
    waiters.changes().remove(Objects.requireNonNull(listener, "listener"));
  }

  @Override
  public void addObserver(SyncObserver observer) {
    engine.settlement().addObserver(Objects.requireNonNull(observer, "observer"));
  }

  @Override
  public CacheSettings settings() {
    return tuning.settings();
  }

  @Override
  public void retune(UnaryOperator<CacheSettings> change) {
    Objects.requireNonNull(change, "change");
    requireNotClosed();
    engine.retuned(tuning.change(change));
  }

  @Override
  public void resetSettings() {
    requireNotClosed();
    engine.retuned(tuning.reset());
  }

  @Override
  public void pause() {
    store.pause(true);
    engine.pause();
  }

  @Override
  public void resume() {
    store.pause(false);
    engine.resume();
  }

  @Override
  public boolean isPaused() {
    return engine.isPaused();
  }

  @Override
  public @Nullable Instant lastTurnAt() {
    return engine.lastTurnAt();
  }

  @Override
  public String toString() {
    return "AutoRefreshCache[" + name() + ", size " + size() + "]";
  }

  private void requireNotClosed() {
    if (closed) {
      throw new CacheClosedException(name());
    }
  }

  private static void requireLegal(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
