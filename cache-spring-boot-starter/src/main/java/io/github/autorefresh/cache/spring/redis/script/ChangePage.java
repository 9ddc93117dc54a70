package io.github.autorefresh.cache.spring.redis.script;

import java.util.List;

/**
 * A page of what has changed.
 *
 * @param sequence the number of the last change of all
 * @param forgotten removals up to that version are not told any more
 * @param upTo this page goes up to that version
 * @param more there are further pages
 */
public record ChangePage(
    long sequence,
    long forgotten,
    long upTo,
    boolean more,
    List<RemovedItem> removals,
    List<StoredItem> items) {}
