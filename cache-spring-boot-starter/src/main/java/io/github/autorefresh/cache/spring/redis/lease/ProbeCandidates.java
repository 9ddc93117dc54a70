package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ProbeOrder;
import io.github.autorefresh.cache.spring.redis.copy.LocalItem;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Which items a probe may go to, the best first, by {@link ProbeOrder}. Looks at the local copy,
 * which does not know what is claimed. That costs some ten milliseconds per million items, and is
 * done once in seconds at most.
 */
final class ProbeCandidates<T extends CacheItem> {

  private final LocalItems<T> items;

  ProbeCandidates(LocalItems<T> items) {
    this.items = items;
  }

  /** What is known of an item at one moment: it may change while they are compared. */
  private record Candidate(String id, ProbeOrder.Key key) {

    static final Comparator<Candidate> BEST_FIRST = Comparator.comparing(Candidate::key);
  }

  /**
   * Up to so many ids; none of an item that could not be called now, since listeners are told of
   * it: that would be a probe without a call.
   *
   * @param began when the outage began, by the logical clock
   */
  List<String> best(int most, Collection<String> asked, boolean others, long began) {
    List<String> best =
        best(asked.stream().flatMap(id -> Stream.ofNullable(items.get(id))), most, began);
    if (others && best.size() < most) {
      List<String> all = new ArrayList<>(best);
      best(items.stream(), most, began).stream()
          .filter(id -> !best.contains(id))
          .limit(most - best.size())
          .forEach(all::add);
      return all;
    }
    return best;
  }

  private List<String> best(Stream<LocalItem<T>> some, int most, long began) {
    PriorityQueue<Candidate> best = new PriorityQueue<>(Candidate.BEST_FIRST.reversed());
    some.filter(item -> !item.fields().isTerminal())
        .filter(item -> !items.events().isTelling(item.item().id()))
        .map(item -> candidate(item, began))
        .forEach(
            candidate -> {
              best.add(candidate);
              if (best.size() > most) {
                best.remove();
              }
            });
    return best.stream().sorted(Candidate.BEST_FIRST).map(Candidate::id).toList();
  }

  private Candidate candidate(LocalItem<T> local, long began) {
    String id = local.item().id();
    long failing = local.fields().failing();
    ItemFields fields = local.fields();
    long due = TimeUnit.MICROSECONDS.toNanos(fields.due() - fields.behind());
    if (failing != 0) {
      return new Candidate(id, ProbeOrder.failing(due, failing < began));
    }
    boolean called = local.fields().synced() != 0;
    return new Candidate(
        id, called ? ProbeOrder.succeeded(due) : ProbeOrder.neverCalled(due, id.hashCode()));
  }
}
