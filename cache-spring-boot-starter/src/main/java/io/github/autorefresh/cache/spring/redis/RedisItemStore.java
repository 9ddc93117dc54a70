package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.Cluster;
import io.github.autorefresh.cache.spi.HandlerMarks;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.SharedRate;
import io.github.autorefresh.cache.spi.StoreStats;
import io.github.autorefresh.cache.spring.redis.replica.Replica;
import java.time.Duration;
import java.util.Collection;
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

  RedisItemStore(Replica<T> replica) {
    this.replica = replica;
  }

  @Override
  public void open() {
    replica.open();
  }

  @Override
  public void close() {
    replica.close();
  }

  @Override
  public @Nullable T find(String id) {
    return replica.items().find(id);
  }

  @Override
  public @Nullable CacheEntry<T> entry(String id) {
    return replica.items().entry(id);
  }

  @Override
  public Stream<CacheEntry<T>> scan() {
    return replica.items().entries();
  }

  @Override
  public long size() {
    return replica.items().size();
  }

  @Override
  public @Nullable T reserve(String id) {
    T local = find(id);
    return local != null ? local : replica.creations().reserve(id);
  }

  @Override
  public T fulfil(String id, T item, long period, long untilFirstSync) {
    return replica.creations().fulfil(id, item, period, untilFirstSync, false);
  }

  @Override
  public void forgo(String id) {
    replica.creations().forgo(id);
  }

  @Override
  public boolean remove(String id) {
    return replica.deletions().remove(id);
  }

  @Override
  public void hasten(String id) {
    replica.refreshes().hasten(id);
  }

  @Override
  public int claimable(int max) {
    return replica.schedule().claimable(Math.min(max, grantedAtOnce()));
  }

  /** Items that a claim is granted while others wait for permits: see claim.lua. */
  private int grantedAtOnce() {
    CacheSettings now = replica.cacheSettings();
    double tps = Math.min(now.tps(), replica.callRate().limit());
    double permits = Math.min(now.burst() / 2.0, tps * WAIT_FOR_PERMITS_SECONDS);
    return Double.isInfinite(tps) ? Integer.MAX_VALUE : (int) Math.ceil(permits) * now.maxBatch();
  }

  @Override
  public int claim(ClaimedItems<T> run, int max) {
    return replica.claimOperations().claim(run, max);
  }

  @Override
  public int claimProbe(
      ClaimedItems<T> run, int max, Collection<String> asked, boolean others, long sinceNanos) {
    return replica.outages().claimProbe(run, max, asked, others);
  }

  /** In the commit's script, over the commits of all replicas. */
  @Override
  public boolean sharesOutages() {
    return true;
  }

  @Override
  public long recover(long sinceNanos) {
    return replica.outages().recover(sinceNanos);
  }

  /** In the claim's script: the limit holds at the grant, in Redis' time. */
  @Override
  public boolean enforcesRate() {
    return true;
  }

  /** In the fields of each item. */
  @Override
  public boolean keepsHistories() {
    return true;
  }

  @Override
  public SharedRate sharedRate() {
    return replica.callRate();
  }

  @Override
  public void commit(ClaimedItems<T> run) {
    replica.commits().commit(run);
  }

  @Override
  public void release(ClaimedItems<T> run) {
    replica.releases().release(run);
  }

  @Override
  public long untilNextDue() {
    return replica.schedule().untilMore();
  }

  @Override
  public void expire() {
    replica.expiry().expire();
  }

  @Override
  public long untilExpiry() {
    return replica.expiry().untilExpiry();
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
  public void hold(Duration asked, long callAgeNanos) {
    replica.hold(asked, callAgeNanos);
  }

  @Override
  public void pause(boolean paused) {
    replica.pause(paused);
  }

  @Override
  public HandlerMarks<T> marks() {
    return replica.keepMarks();
  }

  @Override
  public HandlerMarks.Stats unhandledElsewhere() {
    return replica.marks().stats();
  }

  @Override
  public boolean retryElsewhere(String id) {
    return replica.marks().retry(id);
  }

  @Override
  public @Nullable Cluster cluster() {
    return replica.cluster();
  }

  /** Asks Redis for its figures now. For tests. */
  void heartbeat() {
    replica.heartbeat();
  }
}
