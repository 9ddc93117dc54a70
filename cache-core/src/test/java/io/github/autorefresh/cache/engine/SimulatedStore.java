package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheFullException;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.HandlerMarks;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.StoreStats;
import java.util.Collection;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The store under test, watched by the reference, and slow: between any two verbs others may go.
 *
 * @param handled null if there is no handler
 */
record SimulatedStore(
    ItemStore<Thing> store, Reference reference, HandlerReference handled, SimulatedWorld world)
    implements ItemStore<Thing> {

  @Override
  public @Nullable Thing find(String id) {
    return store.find(id);
  }

  @Override
  public @Nullable CacheEntry<Thing> entry(String id) {
    return store.entry(id);
  }

  @Override
  public Stream<CacheEntry<Thing>> scan() {
    return store.scan();
  }

  @Override
  public long size() {
    return store.size();
  }

  @Override
  public @Nullable Thing reserve(String id) {
    world.dawdle();
    Thing present;
    try {
      reference.reserves(); // before it may evict, which is told at once
      present = store.reserve(id);
    } catch (CacheFullException full) {
      reference.forgoes();
      reference.refusedAsFull();
      throw full;
    }
    if (present != null) {
      reference.forgoes();
    }
    world.dawdle();
    return present;
  }

  @Override
  public Thing fulfil(String id, Thing item, long period, long untilFirstSync) {
    world.trace("fulfil", item);
    Thing winner = store.fulfil(id, item, period, untilFirstSync);
    reference.hasCreated(id);
    return winner;
  }

  @Override
  public void forgo(String id) {
    store.forgo(id);
    reference.forgoes();
    world.dawdle();
  }

  @Override
  public boolean remove(String id) {
    world.dawdle();
    boolean removed = store.remove(id);
    world.trace("remove " + id, removed);
    return removed;
  }

  @Override
  public void hasten(String id) {
    world.dawdle();
    store.hasten(id);
  }

  @Override
  public int claimable(int max) {
    return store.claimable(max);
  }

  @Override
  public long permitsLast() {
    return store.permitsLast();
  }

  @Override
  public boolean renewPermit() {
    return store.renewPermit();
  }

  @Override
  public void giveBack(ClaimedItems<Thing> items, long ageNanos) {
    world.dawdle();
    trace("give back", items);
    reference.releases(items, world.now());
    store.giveBack(items, ageNanos);
    world.dawdle();
  }

  @Override
  public int claim(ClaimedItems<Thing> run, int max) {
    world.dawdle();
    int claimed = store.claim(run, max);
    reference.claims(run);
    trace("claim", run);
    world.dawdle();
    return claimed;
  }

  @Override
  public int claimProbe(
      ClaimedItems<Thing> run, int max, Collection<String> asked, boolean others, long since) {
    world.dawdle();
    int claimed = store.claimProbe(run, max, asked, others, since);
    reference.claims(run);
    trace("probe", run);
    world.dawdle();
    return claimed;
  }

  @Override
  public long untilProbe() {
    return store.untilProbe();
  }

  @Override
  public void suspend() {
    world.dawdle();
    store.suspend();
  }

  @Override
  public long recover(long since) {
    world.dawdle();
    return store.recover(since);
  }

  @Override
  public void commit(ClaimedItems<Thing> run) {
    trace("commit", run);
    store.commit(run);
    reference.committed(run, world.now());
    if (handled != null) {
      handled.committed(run, world.now());
    }
  }

  @Override
  public void release(ClaimedItems<Thing> run) {
    world.dawdle();
    trace("release", run);
    reference.releases(run, world.now());
    store.release(run);
    world.dawdle();
  }

  @Override
  public long untilNextDue() {
    world.dawdle();
    return store.untilNextDue();
  }

  @Override
  public void expire() {
    world.dawdle();
    store.expire();
  }

  @Override
  public long untilExpiry() {
    return store.untilExpiry();
  }

  @Override
  public StoreStats stats() {
    return store.stats();
  }

  @Override
  public void retune(CacheSettings changed) {
    store.retune(changed);
    reference.retunes(changed);
  }

  @Override
  public HandlerMarks<Thing> marks() {
    return new SimulatedMarks(store.marks(), handled, world);
  }

  private void trace(String verb, ClaimedItems<Thing> run) {
    for (int i = 0; i < run.size(); i++) {
      world.trace(verb, run.item(i) + " " + run.outcome(i) + (run.isHeld(i) ? " held" : ""));
    }
  }
}
