package io.github.autorefresh.cache.spring.actuate;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.spi.Cluster;
import io.github.autorefresh.cache.spi.Clustered;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who shares a cache's store, named as in {@link Cluster}.
 *
 * @param self the replica that answers
 * @param replicas those that were seen in the last ten seconds
 */
record ClusterDescriptor(String self, List<String> replicas, String epoch) {

  /** Null if the store is not shared, or does not tell. */
  static @Nullable ClusterDescriptor of(AutoRefreshCache<?> cache) {
    Cluster cluster = cache instanceof Clustered clustered ? clustered.cluster() : null;
    return cluster == null
        ? null
        : new ClusterDescriptor(cluster.self(), cluster.replicas(), cluster.epoch());
  }
}
