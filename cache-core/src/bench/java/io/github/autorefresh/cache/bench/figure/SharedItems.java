package io.github.autorefresh.cache.bench.figure;

import io.github.autorefresh.cache.bench.Case;
import io.github.autorefresh.cache.bench.Figure;
import io.github.autorefresh.cache.bench.Scale;
import java.util.List;

/** What items cost in the shared mode: measured in the starter's own module, reported here. */
public final class SharedItems implements Figure {

  @Override
  public String name() {
    return "shared-items";
  }

  @Override
  public String title() {
    return "Shared mode: items";
  }

  @Override
  public String method() {
    return """
        Items of 235 bytes: how many bytes each takes in Redis, how long a replica needs to load all of them at its
        start, and how long a hit takes in random order, compared with a cache that has them only in memory.
        """;
  }

  @Override
  public List<Case> cases(Scale scale) {
    return List.of();
  }
}
