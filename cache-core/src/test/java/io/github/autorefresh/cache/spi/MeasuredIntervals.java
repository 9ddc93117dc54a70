package io.github.autorefresh.cache.spi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The intervals between the syncs of items, in seconds. Not thread-safe. */
public final class MeasuredIntervals {

  private final Map<String, Double> last = new HashMap<>();
  private final Map<String, List<Double>> intervals = new HashMap<>();

  /** A sync of an item begins. */
  public void begins(String id, double now) {
    Double before = last.put(id, now);
    if (before != null) {
      intervals.computeIfAbsent(id, key -> new ArrayList<>()).add(now - before);
    }
  }

  /** Only those that end from now on count. */
  public void forget() {
    intervals.clear();
  }

  /** When the last sync of an item began. */
  public double last(String id) {
    return last.getOrDefault(id, Double.NaN);
  }

  /** Those of each item. */
  public Map<String, List<Double>> byId() {
    return intervals;
  }

  /** The mean of those of the items whose ids begin so; zero if there are none. */
  public double mean(String prefix) {
    return intervals.entrySet().stream()
        .filter(it -> it.getKey().startsWith(prefix))
        .flatMap(it -> it.getValue().stream())
        .mapToDouble(it -> it)
        .average()
        .orElse(0);
  }
}
