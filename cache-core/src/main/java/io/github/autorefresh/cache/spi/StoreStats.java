package io.github.autorefresh.cache.spi;

/**
 * The figures of a store at one moment.
 *
 * @param overdue items whose due time has passed and that nobody has claimed
 * @param lagNanos how late the most overdue of them is; zero if there is none
 * @param failing items whose last sync failed
 * @param demand the sum of 1/period over all live items, in syncs per second
 */
public record StoreStats(long overdue, long lagNanos, long failing, double demand) {}
