package io.github.autorefresh.cache.engine.handle;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.engine.commit.CommitGate;
import io.github.autorefresh.cache.engine.pace.Intervals;
import io.github.autorefresh.cache.engine.waiters.Waiting;
import io.github.autorefresh.cache.spi.HandlerMarks;
import io.github.autorefresh.cache.spi.TimeSource;
import java.util.concurrent.Executor;

/**
 * What the loop and the workers of a handler share.
 *
 * @param cache the name of the cache
 * @param marks says what is to be handled
 * @param handler the application's
 * @param wants which states it wants
 * @param gate open while the cache runs
 * @param settings those of the cache, of which parallelism and sync timeout never change
 * @param intervals the backoff
 * @param threads where workers run
 * @param housekeeping runs what may block and must not delay the loop
 * @param waiting told when a worker leaves
 * @param time the engine's clock
 */
public record HandlerWork<T extends CacheItem>(
    String cache,
    HandlerMarks<T> marks,
    ItemHandler<? super T> handler,
    Wants<T> wants,
    CommitGate gate,
    CacheSettings settings,
    Intervals intervals,
    Executor threads,
    Executor housekeeping,
    Waiting waiting,
    TimeSource time) {}
