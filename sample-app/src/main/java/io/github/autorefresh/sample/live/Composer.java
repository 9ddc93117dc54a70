package io.github.autorefresh.sample.live;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheItem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Reads a cache and writes down what it found. */
final class Composer<T extends CacheItem> {

  /** Rows in a snapshot: more than anybody reads. */
  static final int ROWS = 200;

  /**
   * Where a page begins.
   *
   * @param now in milliseconds since the epoch, by the clock of all other times here
   * @param rows those that tell most, if there are many items
   * @param samples of the last minutes, the oldest first
   */
  record Snapshot(
      String cache, long now, long mostRows, long size, List<Row> rows, List<Sample> samples) {}

  /**
   * What has changed.
   *
   * @param removed ids of items that are no longer there
   */
  record Changed(List<Row> rows, List<String> removed) {}

  private final AutoRefreshCache<T> cache;
  private final InstantSource clock;
  private final JsonMapper mapper;

  Composer(AutoRefreshCache<T> cache, InstantSource clock, JsonMapper mapper) {
    this.cache = cache;
    this.clock = clock;
    this.mapper = mapper;
  }

  Frame snapshot(List<Sample> samples) {
    List<Row> rows =
        cache.entries().sorted(Row.MOST_TELLING_FIRST).limit(ROWS).map(Row::of).toList();
    return Frame.of(
        "snapshot",
        new Snapshot(cache.name(), clock.millis(), ROWS, cache.size(), rows, samples),
        mapper);
  }

  Frame changed(Collection<String> ids) {
    List<Row> rows = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    for (String id : ids) {
      @Nullable CacheEntry<T> entry = cache.entry(id);
      if (entry == null) {
        removed.add(id);
      } else {
        rows.add(Row.of(entry));
      }
    }
    return Frame.of("changed", new Changed(rows, removed), mapper);
  }

  Frame sample(Sample sample) {
    return Frame.of("sample", sample, mapper);
  }
}
