package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ProbeOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/**
 * Finds items to claim though they may not be due. It looks at all of them without the lock, and
 * then claims under it those that can still be claimed. That costs some ten milliseconds per
 * million items, and is done once in seconds at most.
 */
final class Probes<T extends CacheItem> {

  /** How many more candidates there are than items wanted, because some may be claimed. */
  private static final int SPARE = 16;

  private final StoreContents<T> store;
  private final Claims<T> claims;

  Probes(StoreContents<T> store, Claims<T> claims) {
    this.store = store;
    this.claims = claims;
  }

  /** What is known of an entry at one moment: it may change while they are compared. */
  private record Candidate<T extends CacheItem>(Entry<T> entry, ProbeOrder.Key key) {

    static final Comparator<Candidate<?>> BEST_FIRST = Comparator.comparing(Candidate::key);

    static <T extends CacheItem> Candidate<T> of(Entry<T> entry, SyncStatus status, long began) {
      ProbeOrder.Key key =
          status.isHealthy()
              ? entry.isSynced()
                  ? ProbeOrder.succeeded(entry.due())
                  : ProbeOrder.neverCalled(entry.due(), entry.slot())
              : ProbeOrder.failing(entry.due(), status.isFailingSinceBefore(began));
      return new Candidate<>(entry, key);
    }
  }

  /** See {@link io.github.autorefresh.cache.spi.ItemStore#claimProbe}. */
  int claim(
      ClaimedItems<T> items, int max, Collection<String> asked, boolean others, long sinceNanos) {
    if (claims.permitted(max) <= 0) {
      return 0;
    }
    long outageBegan = store.clock.now() - sinceNanos;
    List<Entry<T>> claimed =
        claimBest(
            asked.stream().flatMap(id -> Stream.ofNullable(store.entries.get(id))),
            max,
            outageBegan);
    if (others && claimed.size() < max) {
      claimed.addAll(claimBest(store.entries.stream(), max - claimed.size(), outageBegan));
    }
    return claims.take(claimed, items);
  }

  /** See {@link io.github.autorefresh.cache.spi.ItemStore#untilProbe}. */
  long untilPermit() {
    return claims.permitted(1) > 0 ? 0 : claims.permits().untilMore(store.clock.now());
  }

  private List<Entry<T>> claimBest(Stream<Entry<T>> entries, int max, long outageBegan) {
    List<Entry<T>> found = entries.toList();
    for (long most = (long) max + SPARE; ; most *= SPARE) {
      List<Candidate<T>> best = best(found, most, outageBegan);
      List<Entry<T>> claimed = claim(best, max);
      if (!claimed.isEmpty() || best.size() < most) {
        return claimed; // or all of so many are claimed
      }
    }
  }

  private List<Candidate<T>> best(List<Entry<T>> entries, long most, long outageBegan) {
    PriorityQueue<Candidate<T>> best = new PriorityQueue<>(Candidate.BEST_FIRST.reversed());
    for (Entry<T> entry : entries) {
      SyncStatus status = entry.status();
      if (!status.isTerminal()) {
        best.add(Candidate.of(entry, status, outageBegan));
        if (best.size() > most) {
          best.remove();
        }
      }
    }
    List<Candidate<T>> sorted = new ArrayList<>(best);
    sorted.sort(Candidate.BEST_FIRST);
    return sorted;
  }

  private List<Entry<T>> claim(List<Candidate<T>> candidates, int max) {
    List<Entry<T>> claimed = new ArrayList<>();
    store.lock.lock();
    try {
      long now = store.clock.now();
      for (Candidate<T> candidate : candidates) {
        if (claimed.size() < max && store.schedule.claim(candidate.entry(), now)) {
          claimed.add(candidate.entry());
        }
      }
    } finally {
      store.lock.unlock();
    }
    return claimed;
  }
}
