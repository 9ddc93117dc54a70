package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;

/**
 * Hears of every cache that is a singleton bean, whoever made it, when the bean is complete: for a
 * lazy one that may be long after the start-up.
 */
interface CacheBeanListener {

  void added(String beanName, AutoRefreshCache<?> cache);
}
