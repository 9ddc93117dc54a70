package io.github.autorefresh.cache.spring;

import io.github.autorefresh.cache.AutoRefreshCache;
import org.springframework.context.ApplicationEvent;

/**
 * Something has happened to a cache or to one of its items. Published by the application context
 * that has the cache, on every replica, if anything listens for this event.
 *
 * <p>Published on the threads that call a {@link io.github.autorefresh.cache.CacheListener}, and in
 * the same order: a slow event listener delays the next sync of its item. There is no transaction
 * on these threads, so a {@code @TransactionalEventListener} needs {@code fallbackExecution =
 * true}. What a listener throws is logged and has no effect on the cache.
 *
 * <p>The starter looks for listeners once all singletons of the context exist. A listener for just
 * any event, such as {@link ApplicationEvent} or {@link Object}, does not cause events to be
 * published, but hears of those that are.
 */
public abstract sealed class CacheEvent extends ApplicationEvent
    permits ItemChangedEvent, ItemRemovedEvent, CacheOutageEvent, CacheRecoveredEvent {

  private static final long serialVersionUID = 1L;

  private final String cache;

  CacheEvent(AutoRefreshCache<?> source) {
    super(source);
    this.cache = source.name();
  }

  /** The name of the cache; the cache itself is the {@link #getSource source}. */
  public final String cache() {
    return cache;
  }
}
