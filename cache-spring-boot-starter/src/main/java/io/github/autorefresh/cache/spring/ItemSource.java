package io.github.autorefresh.cache.spring;

import io.github.autorefresh.cache.CacheItem;
import java.util.stream.Stream;

/**
 * Lists the items that the application followed before it was started, for instance from a
 * database. A bean of this type is asked once, when the application starts. Its items are
 * registered with the cache of that item type, after the cache has started and before the web
 * server takes requests. Items that are in the cache already, as they may be if replicas share it,
 * stay as they are. The first syncs are made at the rate that the cache permits, which may take
 * longer than the start-up.
 *
 * <pre>{@code
 * @Bean
 * ItemSource<Job> unfinishedJobs(JobRepository repository) {
 *   return () -> repository.findUnfinished().map(row -> new Job(row.id(), row.status()));
 * }
 * }</pre>
 */
@FunctionalInterface
public interface ItemSource<T extends CacheItem> {

  /**
   * The items. The stream is closed once it has been read, or if reading fails. If it throws, the
   * start-up fails.
   */
  Stream<? extends T> items();
}
