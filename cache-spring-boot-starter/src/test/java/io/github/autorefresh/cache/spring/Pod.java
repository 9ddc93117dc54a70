package io.github.autorefresh.cache.spring;

import io.github.autorefresh.cache.CacheItem;

/** Another kind of item. */
public record Pod(String id) implements CacheItem {}
