package io.github.autorefresh.examples.bulk;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.github.autorefresh.cache.CacheItem;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the cache keeps of a task. */
record Task(String id, String status, @Nullable String result) implements CacheItem {

  private static final Set<String> FINAL = Set.of("SUCCEEDED", "FAILED", "CANCELLED");

  @Override
  @JsonIgnore
  public boolean isTerminal() {
    return FINAL.contains(status);
  }
}
