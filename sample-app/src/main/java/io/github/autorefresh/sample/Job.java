package io.github.autorefresh.sample;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.github.autorefresh.cache.CacheItem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A job as the job service reports it: the item that the cache keeps.
 *
 * @param progress the part that is done, from 0 to 1
 * @param result null unless it succeeded
 * @param error null unless it failed
 */
record Job(
    String id,
    String type,
    String input,
    JobStatus status,
    double progress,
    @Nullable String result,
    @Nullable String error)
    implements CacheItem {

  private static final Duration WHILE_QUEUED = Duration.ofSeconds(2);

  @Override
  @JsonIgnore
  public boolean isTerminal() {
    return status == JobStatus.SUCCEEDED
        || status == JobStatus.FAILED
        || status == JobStatus.CANCELLED;
  }

  /** A job in the queue is not worth as many calls as one that runs. */
  @Override
  @JsonIgnore
  public @Nullable Duration resyncPeriod() {
    return status == JobStatus.QUEUED ? WHILE_QUEUED : null;
  }
}
