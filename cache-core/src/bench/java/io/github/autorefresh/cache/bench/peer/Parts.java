package io.github.autorefresh.cache.bench.peer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Several refreshers of one thread, each with its own part of the items. */
final class Parts implements Refresher {

  private final List<Refresher> parts = new ArrayList<>();

  Parts(Work work, Factory factory) {
    Item[] items = work.items();
    int count = work.threads();
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) items.length * i / count);
      int to = (int) ((long) items.length * (i + 1) / count);
      Item[] part = Arrays.copyOfRange(items, from, to);
      parts.add(
          factory.create(new Work(part, work.sync(), work.period(), work.tps(), work.burst(), 1)));
    }
  }

  @Override
  public @Nullable Item get(String id) {
    return parts.stream()
        .map(part -> part.get(id))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  @Override
  public void start() {
    parts.forEach(Refresher::start);
  }

  @Override
  public void close() {
    parts.forEach(Refresher::close);
  }
}
