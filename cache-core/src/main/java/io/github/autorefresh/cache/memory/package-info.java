/**
 * The default store: the items of one cache and their due times, in this JVM. It uses the {@code
 * spi} and the root package and nothing else, and calls no code of the application but the limiter,
 * under no lock.
 *
 * <p>What to open for what:
 *
 * <ul>
 *   <li>{@link io.github.autorefresh.cache.memory.MemoryItemStore}: the verbs of the store, each of
 *       which is in one of {@code Creations}, {@code Claims}, {@code Commits} and {@code Removals}.
 *   <li>{@code Entry} and {@code ItemReference}: one generation of an item, and what decides
 *       whether it still exists. {@code SyncStatus}: its period and failures.
 *   <li>{@code EntryTable}: the entries by id, read without a lock. {@code EntryArray}: how it is
 *       laid out.
 *   <li>{@code Schedule}: the entries by due time, under the store's lock. {@code DueQueue}: the
 *       same of numbered slots, of which {@code TimingWheel}, {@code SlotHeap}, {@code Lanes},
 *       {@code Links} and {@code SlotNumbers} are the parts. {@code Stretching}: how fast its time
 *       runs.
 *   <li>{@code Permits}: what is taken from the limiter, and when to ask again.
 * </ul>
 */
@NullMarked
package io.github.autorefresh.cache.memory;

import org.jspecify.annotations.NullMarked;
