package io.github.autorefresh.cache.spi;

import java.util.List;

/**
 * Who shares a store. Immutable.
 *
 * @param self the name of this replica
 * @param replicas the names of those that have been seen lately, this one included, in order
 * @param epoch the id of the present life of the store's data; a new one begins when data was lost
 */
public record Cluster(String self, List<String> replicas, String epoch) {

  /** Copies the list. */
  public Cluster {
    replicas = List.copyOf(replicas);
  }
}
