package io.github.autorefresh.cache.spring.redis.script;

import java.util.List;

/**
 * What has become of what was put back.
 *
 * @param absent how many items were missing
 * @param kept the claims and reservations that are the caller's from now on
 */
public record PutBackAnswer(int absent, List<PutBack> kept) {}
