package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spi.Cluster;
import io.github.autorefresh.cache.spi.HandlerMarks;
import io.github.autorefresh.cache.spi.StoreStats;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.handle.SharedMarks;
import io.github.autorefresh.cache.spring.redis.lease.LeaseOperations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One of those who share a store, as its own store uses it. Thread-safe. */
public final class Replica<T extends CacheItem> {

  private final LocalItems<T> items;
  private final LeaseOperations<T> leases;
  private final SharedMarks<T> marks;
  private final SharedSettings settings;
  private final SettingsOperations settingsOperations;
  private final ClusterHold hold;
  private final Members members;
  private final ReplicaStats stats;
  private final StatusMonitor status;
  private final Lifecycle lifecycle;

  Replica(
      LocalItems<T> items,
      LeaseOperations<T> leases,
      SharedMarks<T> marks,
      SharedSettings settings,
      SettingsOperations settingsOperations,
      ClusterHold hold,
      Members members,
      ReplicaStats stats,
      StatusMonitor status,
      Lifecycle lifecycle) {
    this.items = items;
    this.leases = leases;
    this.marks = marks;
    this.settings = settings;
    this.settingsOperations = settingsOperations;
    this.hold = hold;
    this.members = members;
    this.stats = stats;
    this.status = status;
    this.lifecycle = lifecycle;
  }

  /** Takes part, and loads all items. */
  public void open() {
    lifecycle.open();
  }

  /** Lets go. */
  public void close() {
    lifecycle.close();
  }

  /** The local copy. */
  public LocalItems<T> items() {
    return items;
  }

  /** What it does with items in Redis. */
  public LeaseOperations<T> leases() {
    return leases;
  }

  /** What is to be handled, for a replica that has a handler. */
  public HandlerMarks<T> keepMarks() {
    marks.keep();
    return marks;
  }

  /** What is to be handled, whether or not this replica has a handler. */
  public SharedMarks<T> marks() {
    return marks;
  }

  /** The settings in force. */
  public CacheSettings settings() {
    return settings.cache();
  }

  /** Makes these settings hold for all replicas. */
  public void retune(CacheSettings changed) {
    settingsOperations.retune(changed);
  }

  /** Holds all syncing of all replicas, or no longer. */
  public void pause(boolean paused) {
    settingsOperations.pause(paused);
  }

  /** The external system wants to be left alone: no replica's call begins for so long. */
  public void hold(Duration asked, long callAgeNanos) {
    hold.hold(asked, callAgeNanos);
  }

  /** The figures of this replica, and what it was told last of those of all. */
  public StoreStats stats() {
    return stats.now();
  }

  /** Who shares the store; null while Redis does not tell. */
  public @Nullable Cluster cluster() {
    return members.now();
  }

  /** Asks Redis for its figures now. For tests. */
  public void heartbeat() {
    status.heartbeat();
  }
}
