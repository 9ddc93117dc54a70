package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.HandlerClaim;
import io.github.autorefresh.cache.spi.Outcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is unhandled, worked out from what was committed and how the handler's calls ended; beside
 * the {@link Reference}, and single-threaded as that is.
 */
final class HandlerReference {

  private final Reference reference;
  private final CacheSettings settings;
  private final Map<Integer, Unhandled> unhandled = new HashMap<>();
  private final Map<HandlerClaim<Thing>, @Nullable Thing> claimed = new HashMap<>();
  private final Set<String> calling = new HashSet<>();
  private final Set<Thing> returned = new HashSet<>();
  private long abandoned;

  /** The latest wanted state of a generation that is not handled yet. */
  private record Unhandled(Thing wanted, Duration since) {}

  HandlerReference(Reference reference, CacheSettings settings) {
    this.reference = reference;
    this.settings = settings;
  }

  /** What the simulated handler says, or would if it did not throw. */
  static boolean wants(Thing thing) {
    return thing.isTerminal() || thing.version() % 3 == 0 || throwsWhenAsked(thing);
  }

  /** That counts as true. */
  static boolean throwsWhenAsked(Thing thing) {
    return thing.version() % 5 == 4;
  }

  /** A wanted state comes to be. */
  void wants(Thing state, Duration now) {
    unhandled.put(state.generation(), new Unhandled(state, now));
  }

  /** Outcomes have been committed: those that are wanted, and only those, are marked with it. */
  void committed(ClaimedItems<Thing> run, Duration now) {
    for (int i = 0; i < run.size(); i++) {
      if (run.isAccepted(i) && run.outcome(i) == Outcome.UPDATED) {
        Thing state = run.update(i);
        reference.require(run.isWanted(i) == wants(state), "asked whether it is wanted", state);
        if (wants(state)) {
          wants(state, now);
        }
      }
    }
  }

  void removed(Thing last) {
    unhandled.remove(last.generation());
  }

  /** An item is about to expire, or to be evicted. */
  void leaves(Thing last) {
    reference.require(!unhandled.containsKey(last.generation()), "unhandled items stay", last);
  }

  boolean isUnhandled(Thing last) {
    return unhandled.containsKey(last.generation());
  }

  void claims(HandlerClaim<Thing> claim) {
    boolean alone = claimed.keySet().stream().noneMatch(other -> other.id().equals(claim.id()));
    reference.require(alone, "claimed once", claim.item());
    Unhandled mark = unhandled.get(claim.item().generation());
    reference.require(mark != null, "only what is unhandled is claimed", claim.item());
    reference.require(
        claim.item().equals(reference.get(claim.id())), "the latest state", claim.item());
    claimed.put(claim, mark.wanted());
  }

  void handled(HandlerClaim<Thing> claim) {
    Thing wanted = claimed.remove(claim);
    int generation = claim.item().generation();
    Unhandled mark = unhandled.get(generation);
    if (mark != null && mark.wanted().equals(wanted)) {
      unhandled.remove(generation);
    }
  }

  void releases(HandlerClaim<Thing> claim) {
    claimed.remove(claim);
  }

  void givesUp(String id, Duration now) {
    Thing last = reference.get(id);
    Unhandled mark = unhandled.remove(last.generation());
    reference.require(mark != null && last.isTerminal(), "only ended items are given up", last);
    Duration waited = now.minus(mark.since());
    boolean late = waited.compareTo(settings.handler().retention()) >= 0;
    reference.require(late, "given up after its retention", waited);
    abandoned++;
  }

  /** The handler is called. */
  void begins(Thing item) {
    reference.require(!reference.isStopped(), "handled only after a start", item);
    reference.require(wants(item), "only wanted states are handled", item);
    reference.require(!returned.contains(item), "no state is handled twice", item);
    reference.require(calling.add(item.id()), "calls of one id never overlap", item);
  }

  /** The call ends; it has handled the state unless it throws. */
  void ends(Thing item, boolean returns) {
    calling.remove(item.id());
    if (returns) {
      returned.add(item);
    }
  }

  /** Compares what can be seen at any moment. */
  void agreesWith(AutoRefreshCache<Thing> cache, Iterable<String> ids) {
    for (String id : ids) {
      CacheEntry<Thing> entry = cache.entry(id);
      if (entry != null) {
        reference.require(entry.unhandled() == isUnhandled(entry.item()), "unhandled", entry);
      }
    }
    reference.require(cache.stats().unhandled() == unhandled.size(), "unhandled", cache.stats());
    reference.require(cache.stats().abandoned() == abandoned, "abandoned", cache.stats());
  }

  void isAtRest() {
    reference.require(calling.isEmpty(), "handler calls", calling);
    reference.require(claimed.isEmpty(), "claimed to be handled", claimed);
    reference.require(unhandled.isEmpty(), "left unhandled", unhandled);
  }
}
