package io.github.autorefresh.cache.bench;

import io.github.autorefresh.cache.bench.figure.BlockingSweep;
import io.github.autorefresh.cache.bench.figure.Cadence;
import io.github.autorefresh.cache.bench.figure.Evenness;
import io.github.autorefresh.cache.bench.figure.Handling;
import io.github.autorefresh.cache.bench.figure.HeapPerItem;
import io.github.autorefresh.cache.bench.figure.IdleCost;
import io.github.autorefresh.cache.bench.figure.Lateness;
import io.github.autorefresh.cache.bench.figure.LimitedThroughput;
import io.github.autorefresh.cache.bench.figure.Outage;
import io.github.autorefresh.cache.bench.figure.PageCost;
import io.github.autorefresh.cache.bench.figure.PhaseAttack;
import io.github.autorefresh.cache.bench.figure.RateFidelity;
import io.github.autorefresh.cache.bench.figure.Reads;
import io.github.autorefresh.cache.bench.figure.SharedItems;
import io.github.autorefresh.cache.bench.figure.SharedReplicas;
import io.github.autorefresh.cache.bench.figure.StartUp;
import io.github.autorefresh.cache.bench.figure.Throughput;
import java.util.List;
import java.util.stream.Stream;

/** All figures, in the order of the report. */
final class Figures {

  static final List<Figure> ALL =
      List.of(
          new Throughput(),
          new LimitedThroughput(),
          new HeapPerItem(),
          new Reads(),
          new RateFidelity(),
          new PhaseAttack(),
          new BlockingSweep(),
          new Lateness(),
          new Evenness(),
          new Outage(),
          new Handling(),
          new Cadence(),
          new IdleCost(),
          new StartUp(),
          new SharedReplicas(),
          new SharedItems());

  /** May be asked for, but is not in the report. */
  private static final Figure PAGE = new PageCost();

  private Figures() {}

  static Figure named(String name) {
    return Stream.concat(ALL.stream(), Stream.of(PAGE))
        .filter(figure -> figure.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "figure must be one of "
                        + ALL.stream().map(Figure::name).toList()
                        + ", but was "
                        + name));
  }
}
