package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheClosedException;
import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.CacheStats;
import io.github.autorefresh.cache.HandlerSettings;
import io.github.autorefresh.cache.ItemDeletedException;
import io.github.autorefresh.cache.KindCadence;
import io.github.autorefresh.cache.spi.Cluster;
import io.github.autorefresh.cache.spi.Clustered;
import io.github.autorefresh.cache.spi.Handling;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.Reconfigurable;
import io.github.autorefresh.cache.spi.SyncObservable;
import io.github.autorefresh.cache.spi.SyncObserver;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Implements the public interface: reads go to the store, all other work to the engine's parts. Not
 * final, so that an aspect can be put in front of it by a subclass, which is how Spring Boot does.
 */
class RefreshingCache<T extends CacheItem>
    implements AutoRefreshCache<T>, SyncObservable, Reconfigurable, Clustered, Handling {

  private final String name;
  private final ItemStore<T> store;
  private final CacheParts.Engine<T> engine;
  private final CacheParts.Waiters<T> waiters;
  private final Creation<T> creation;
  private volatile boolean closed;

  RefreshingCache(
      String name, ItemStore<T> store, CacheParts.Engine<T> engine, CacheParts.Waiters<T> waiters) {
    this.name = name;
    this.store = store;
    this.engine = engine;
    this.waiters = waiters;
    creation = new Creation<>(store, engine, waiters.creations(), this::requireNotClosed);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized void start() {
    requireNotClosed();
    if (!isRunning()) {
      store.open();
      engine.lifecycle().start();
      StartLog.started(name, settings(), size(), store.keepsHistories());
    }
  }

  @Override
  public void stop() {
    CacheSettings now = settings();
    // A stopping cache does not time calls out, so it waits no longer than the sync timeout.
    engine.lifecycle().stop(Math.min(now.shutdownTimeout().toNanos(), now.syncTimeout().toNanos()));
  }

  @Override
  public boolean isRunning() {
    return engine.lifecycle().isRunning();
  }

  /** Every step may be repeated, so that a second close at the same time waits like the first. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    CacheClosedException error = new CacheClosedException(name);
    waiters.creations().failAll(error);
    stop();
    waiters.refreshes().failAll(error);
    waiters.awaits().failAll(error);
    store.close();
  }

  @Override
  public @Nullable T get(String id) {
    T item = store.find(Objects.requireNonNull(id, "id"));
    waiters.counters().read(item != null);
    return item;
  }

  @Override
  public T getOrCreate(T item) {
    String id = Objects.requireNonNull(item, "item").id();
    if (id == null) {
      throw new IllegalArgumentException("The id of an item must not be null");
    }
    long period = ItemPeriod.of(item);
    T present = findOpen(id);
    if (present != null) {
      return present;
    }
    return waiters.creations().makeOrJoin(id, () -> creation.register(id, item, period));
  }

  @Override
  public T getOrCreate(String id, Function<? super String, ? extends T> creator) {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(creator, "creator");
    T present = findOpen(id);
    if (present != null) {
      return present;
    }
    return waiters.creations().makeOrJoin(id, () -> creation.create(id, creator));
  }

  private @Nullable T findOpen(String id) {
    requireNotClosed();
    T present = store.find(id);
    waiters.counters().read(present != null);
    return present;
  }

  @Override
  public boolean delete(String id) {
    return store.remove(Objects.requireNonNull(id, "id"));
  }

  @Override
  public CompletableFuture<@Nullable T> refresh(String id) {
    Objects.requireNonNull(id, "id");
    requireNotClosed();
    CompletableFuture<@Nullable T> request =
        waiters.refreshes().ask(id, engine.settlement().refreshRequested(id));
    // After the request, so that nothing that happens to the item from here on is missed.
    CacheEntry<T> entry = store.entry(id);
    if (entry == null) {
      request.completeExceptionally(new ItemDeletedException(name, id));
    } else if (entry.nextSyncAt() == null) { // terminal
      request.complete(entry.item());
    } else if (closed) {
      request.completeExceptionally(new CacheClosedException(name));
    } else {
      store.hasten(id);
      engine.lifecycle().workMayBeDue();
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
      future.completeExceptionally(new CacheClosedException(name));
    }
    return future;
  }

  @Override
  public boolean retryHandler(String id) {
    return engine.retryHandler(store, Objects.requireNonNull(id, "id"));
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
    return engine.statistics().now();
  }

  @Override
  public List<KindCadence> cadenceByKind() {
    return engine.planning().byKind();
  }

  @Override
  public void addListener(CacheListener<? super T> listener) {
    waiters.notifier().add(Objects.requireNonNull(listener, "listener"));
  }

  @Override
  public void removeListener(CacheListener<? super T> listener) {
    waiters.notifier().remove(Objects.requireNonNull(listener, "listener"));
  }

  @Override
  public void addObserver(SyncObserver observer) {
    engine.settlement().addObserver(Objects.requireNonNull(observer, "observer"));
  }

  @Override
  public CacheSettings settings() {
    return engine.tuning().settings();
  }

  @Override
  public void retune(UnaryOperator<CacheSettings> change) {
    Objects.requireNonNull(change, "change");
    requireNotClosed();
    engine.tuning().change(change);
    engine.lifecycle().retuned();
  }

  @Override
  public void resetSettings() {
    requireNotClosed();
    engine.tuning().reset();
    engine.lifecycle().retuned();
  }

  @Override
  public void reconfigure(UnaryOperator<CacheSettings> change) {
    Objects.requireNonNull(change, "change");
    requireNotClosed();
    engine.tuning().reconfigure(change);
    engine.lifecycle().retuned();
  }

  @Override
  public void pause() {
    engine
        .tuning()
        .exclusively(
            () -> {
              store.pause(true);
              engine.lifecycle().pause();
            });
  }

  @Override
  public void resume() {
    engine
        .tuning()
        .exclusively(
            () -> {
              store.pause(false);
              engine.lifecycle().resume();
            });
  }

  @Override
  public boolean isPaused() {
    return engine.lifecycle().isPaused();
  }

  @Override
  public @Nullable Instant lastTurnAt() {
    return engine.dispatcher().lastTurnAt();
  }

  @Override
  public @Nullable Cluster cluster() {
    return store.cluster();
  }

  @Override
  public @Nullable HandlerSettings handler() {
    return engine.handlers() == null ? null : settings().handler();
  }

  @Override
  public String toString() {
    return "AutoRefreshCache[" + name + ", size " + size() + "]";
  }

  private void requireNotClosed() {
    if (closed) {
      throw new CacheClosedException(name);
    }
  }
}
