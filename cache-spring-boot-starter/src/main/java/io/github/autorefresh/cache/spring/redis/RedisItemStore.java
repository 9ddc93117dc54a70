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
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.lease.LeaseOperations;
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
  private final LocalItems<T> items;
  private final LeaseOperations<T> leases;

  RedisItemStore(Replica<T> replica) {
    this.replica = replica;
    items = replica.items();
    leases = replica.leases();
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
    return items.find(id);
  }

  @Override
  public @Nullable CacheEntry<T> entry(String id) {
    return items.entry(id);
  }

  @Override
  public Stream<CacheEntry<T>> scan() {
    return items.entries();
  }

  @Override
  public long size() {
    return items.size();
  }

  @Override
  public @Nullable T reserve(String id) {
    T local = find(id);
    return local != null ? local : leases.creations().reserve(id);
  }

  @Override
  public T fulfil(String id, T item, long period, long untilFirstSync) {
    return leases.creations().fulfil(id, item, period, untilFirstSync, false);
  }

  @Override
  public void forgo(String id) {
    leases.creations().forgo(id);
  }

  @Override
  public boolean remove(String id) {
    return leases.deletions().remove(id);
  }

  @Override
  public void hasten(String id) {
    leases.refreshes().hasten(id);
  }

  @Override
  public int claimable(int max) {
    return leases.schedule().claimable(Math.min(max, grantedAtOnce()));
  }

  /** Items that a claim is granted while others wait for permits: see claim.lua. */
  private int grantedAtOnce() {
    CacheSettings now = replica.settings();
    double tps = Math.min(now.tps(), leases.callRate().limit());
    double permits = Math.min(now.burst() / 2.0, tps * WAIT_FOR_PERMITS_SECONDS);
    return Double.isInfinite(tps) ? Integer.MAX_VALUE : (int) Math.ceil(permits) * now.maxBatch();
  }

  @Override
  public int claim(ClaimedItems<T> run, int max) {
    return leases.claims().claim(run, max);
  }

  @Override
  public int claimProbe(
      ClaimedItems<T> run, int max, Collection<String> asked, boolean others, long sinceNanos) {
    return leases.outages().claimProbe(run, max, asked, others);
  }

  /** In the commit's script, over the commits of all replicas. */
  @Override
  public boolean sharesOutages() {
    return true;
  }

  @Override
  public long recover(long sinceNanos) {
    return leases.outages().recover(sinceNanos);
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
    return leases.callRate();
  }

  @Override
  public void commit(ClaimedItems<T> run) {
    leases.commits().commit(run);
  }

  @Override
  public void told(ClaimedItems<T> run) {
    leases.releases().told(run);
  }

  @Override
  public void release(ClaimedItems<T> run) {
    leases.releases().release(run);
  }

  @Override
  public long untilNextDue() {
    return leases.schedule().untilMore();
  }

  @Override
  public void expire() {
    leases.expiry().expire();
  }

  @Override
  public long untilExpiry() {
    return leases.expiry().untilExpiry();
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
  public boolean isNotifyingOf(String id) {
    return items.events().isToldHere(id);
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
