package io.github.autorefresh.cache.spring.redis.script;

import java.util.List;

/**
 * What has expired.
 *
 * @param waitMicros until there may be more; negative if no item is terminal
 */
public record Expiry(long waitMicros, List<RemovedItem> removed) {}
