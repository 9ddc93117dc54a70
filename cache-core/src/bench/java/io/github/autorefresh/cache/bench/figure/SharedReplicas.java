package io.github.autorefresh.cache.bench.figure;

import io.github.autorefresh.cache.bench.Case;
import io.github.autorefresh.cache.bench.Figure;
import io.github.autorefresh.cache.bench.Scale;
import java.util.List;

/** Replicas over one Redis: measured in the starter's own module, reported here. */
public final class SharedReplicas implements Figure {

  @Override
  public String name() {
    return "shared";
  }

  @Override
  public String title() {
    return "Shared mode: replicas over one Redis";
  }

  @Override
  public String method() {
    return """
        Replicas run as processes next to one Redis on the same cores. Every item is due at all times, a sync only
        changes one item in ten, and every replica has a listener. First with 20,000 syncs a second permitted, then as
        fast as possible. Claims, syncs and commits per second of all replicas together; processor time for each in
        the replicas, including what they apply from each other, and in Redis; and the age of a change when the listener
        of another replica hears of it, 99th percentile. As fast as possible, the cores are full, and the last column
        shows queues.
        """;
  }

  @Override
  public List<Case> cases(Scale scale) {
    return List.of();
  }
}
