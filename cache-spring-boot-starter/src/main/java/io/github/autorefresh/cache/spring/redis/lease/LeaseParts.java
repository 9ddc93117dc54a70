package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.ItemFormat;
import io.github.autorefresh.cache.spring.redis.script.Session;

/** What all operations of one replica have in common. */
public record LeaseParts<T extends CacheItem>(
    Session session,
    Availability availability,
    ApplicationCalls calls,
    LeaseSettings settings,
    Claims claims,
    RefreshRequests refreshRequests,
    ClaimSchedule schedule,
    MarkSchedule marks,
    LocalItems<T> items,
    ItemFormat<T> format,
    CopyUpdates<T> updates,
    Rests rests) {}
