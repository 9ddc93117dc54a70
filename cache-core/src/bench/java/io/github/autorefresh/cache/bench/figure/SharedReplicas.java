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
        Replicas as processes beside one Redis on the same cores, every item due at any time, a sync that does nothing
        but change one item in ten, a listener on every replica. First with 20,000 syncs a second permitted, then as
        fast as it goes. Claims, syncs and settles per second of all replicas together; the processor's time for each in
        the replicas, what they take from each other included, and in Redis; and how old a change is when the listener
        of another replica hears of it, 99th percentile. As fast as it goes the cores are full, and the last column
        tells of queues.
        """;
  }

  @Override
  public List<Case> cases(Scale scale) {
    return List.of();
  }
}
