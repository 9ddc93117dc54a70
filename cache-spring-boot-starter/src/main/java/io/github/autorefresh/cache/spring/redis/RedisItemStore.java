package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.StoreStats;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Items and schedule in Redis, shared with other replicas, and a copy of all items here. Reads look
 * at the copy; everything else is a script, whose atomicity is the store's.
 */
final class RedisItemStore<T extends CacheItem> implements ItemStore<T> {

  /** The script waits so long for several permits. */
  private static final double WAIT_FOR_PERMITS_SECONDS = 0.005;

  private final Replica<T> replica;
  private final Creating<T> creating;
  private final Syncing<T> syncing;

  RedisItemStore(Replica<T> replica) {
    this.replica = replica;
    this.creating = new Creating<>(replica);
    this.syncing = new Syncing<>(replica);
    replica.lookAfter(syncing);
  }

  @Override
  public void open() {
    replica.lifetime().open();
  }

  @Override
  public void close() {
    replica.lifetime().close();
  }

  @Override
  public @Nullable T find(String id) {
    return replica.items().find(id);
  }

  @Override
  public @Nullable CacheEntry<T> entry(String id) {
    LocalItem<T> local = replica.items().get(id);
    return local == null ? null : local.snapshot();
  }

  @Override
  public Stream<CacheEntry<T>> scan() {
    return replica.items().stream().map(LocalItem::snapshot);
  }

  @Override
  public long size() {
    return replica.items().size();
  }

  @Override
  public @Nullable T reserve(String id) {
    T local = find(id);
    return local != null ? local : creating.reserve(id);
  }

  @Override
  public T fulfil(String id, T item, long period, long untilFirstSync) {
    return creating.fulfil(id, item, period, untilFirstSync);
  }

  @Override
  public void forgo(String id) {
    creating.forgo(id);
  }

  @Override
  public boolean remove(String id) {
    return creating.remove(id);
  }

  @Override
  public void hasten(String id) {
    replica.hastening().hasten(id);
  }

  @Override
  public int claimable(int max) {
    return replica.timetable().claimable(Math.min(max, grantedAtOnce()));
  }

  /** Items that a claim is granted while others wait for permits: see claim.lua. */
  private int grantedAtOnce() {
    CacheSettings now = replica.cacheSettings();
    double permits = Math.min(now.burst() / 2.0, now.tps() * WAIT_FOR_PERMITS_SECONDS);
    return now.isUnlimited() ? Integer.MAX_VALUE : (int) Math.ceil(permits) * now.maxBatch();
  }

  @Override
  public int claim(ClaimedItems<T> run, int max) {
    return syncing.claim(run, max);
  }

  /** In the claim's script: the limit holds at the grant, in Redis' time. */
  @Override
  public boolean enforcesRate() {
    return true;
  }

  @Override
  public void commit(ClaimedItems<T> run) {
    syncing.commit(run);
  }

  @Override
  public void release(ClaimedItems<T> run) {
    syncing.release(run);
  }

  @Override
  public long untilNextDue() {
    return replica.timetable().untilMore();
  }

  @Override
  public void expire() {
    syncing.expire();
  }

  @Override
  public long untilExpiry() {
    return syncing.untilExpiry();
  }

  @Override
  public StoreStats stats() {
    return replica.stats();
  }

  @Override
  public void retune(CacheSettings settings) {
    replica.retune(settings);
  }

  @Override
  public void pause(boolean paused) {
    replica.pause(paused);
  }

  /** Asks Redis for its figures now. For tests. */
  void pulse() {
    replica.lifetime().pulse();
  }
}
