/**
 * The default store: the items of one cache and their due times, in this JVM. It depends on {@code
 * spi} and the root package only. Of the application's code it calls only the limiter, and under no
 * lock.
 *
 * <p>Where to look:
 *
 * <ul>
 *   <li>{@link io.github.autorefresh.cache.memory.MemoryItemStore}: the operations of the store,
 *       which are implemented in {@code Creations}, {@code Claims}, {@code Commits} and {@code
 *       Removals}.
 *   <li>{@code Entry} and {@code ItemReference}: one generation of an item, and what decides
 *       whether it still exists. {@code SyncStatus}: its period and failures.
 *   <li>{@code EntryTable}: the entries by id, read without a lock. {@code EntryArray}: how it is
 *       laid out.
 *   <li>{@code Schedule}: the entries by due time, under the store's lock. {@code DueQueue}: the
 *       same of numbered slots, of which {@code TimingWheel}, {@code SlotHeap}, {@code Lanes},
 *       {@code Links} and {@code SlotNumbers} are the parts. {@code Stretching}: how fast its time
 *       runs; {@code StretchMeter}: what is told of that.
 *   <li>{@code Permits}: what is taken from the limiter, and when to ask again.
 * </ul>
 */
@NullMarked
package io.github.autorefresh.cache.memory;

import org.jspecify.annotations.NullMarked;
