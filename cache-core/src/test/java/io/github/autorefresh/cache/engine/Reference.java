package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.CacheStats;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a cache must be like, worked out step by step from what the application did and what its
 * callbacks were asked and answered. Single-threaded, as all of a simulation is.
 */
final class Reference {

  /** Of a double, and of a nanosecond at the highest rate. */
  private static final double ROUNDING = 1e-6;

  /** Late wake-ups may clump so many calls. */
  private static final int CLUMPED = 2;

  /** What a sync answers when the item is gone. */
  private static final Object GONE = new Object();

  private final CacheSettings settings;

  /** Null if there is no handler. */
  private final @Nullable HandlerReference handled;

  private @Nullable AssertionError violation;
  private final Map<Integer, Generation> generations = new HashMap<>();
  private final Map<String, Generation> present = new HashMap<>();
  private final Set<Generation> claimed = new HashSet<>();
  private final List<Call> running = new ArrayList<>();
  private final List<Duration> starts = new ArrayList<>();
  private CacheSettings rate;
  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private long created;
  private long evicted;
  private long calls;
  private int reserved;
  private int openings;
  private boolean stopped = true;
  private boolean paused;

  /** An item from its creation to its removal. */
  static final class Generation {
    Thing committed;
    Thing told;
    boolean removed;
    boolean beingCreated = true;
    int failures;
    Duration terminalSince = Duration.ZERO;
    @Nullable Call call;
    @Nullable Call lastCommitted;

    Generation(Thing first) {
      committed = first;
      told = first;
    }
  }

  /** One item in one call of the sync function. */
  static final class Call {
    final Generation of;
    final Thing item;
    final long number;
    final Duration began;
    boolean ended;
    boolean settled;

    /** It was given up: nothing that it answers may ever be seen. */
    boolean given;

    @Nullable Object answer;

    Call(Generation of, long number, Duration began) {
      this.of = of;
      this.item = of.committed;
      this.number = number;
      this.began = began;
    }

    boolean isOver(Duration age, Duration now) {
      return now.minus(began).compareTo(age) >= 0;
    }
  }

  Reference(CacheSettings settings, boolean handles) {
    this.settings = settings;
    this.handled = handles ? new HandlerReference(this, settings) : null;
    this.rate = settings;
  }

  @Nullable HandlerReference handled() {
    return handled;
  }

  /**
   * Demands that something holds. What does not is kept besides being thrown: a cache survives
   * whatever its callbacks throw.
   */
  void require(boolean holds, String what, @Nullable Object of) {
    if (!holds) {
      AssertionError violated = new AssertionError(what + ": " + of);
      violation = violation == null ? violated : violation;
      throw violated;
    }
  }

  /** Throws what did not hold so far. */
  void holds() {
    if (violation != null) {
      throw violation;
    }
  }

  // Starting and stopping.

  void starts() {
    openings++;
    stopped = false;
  }

  /** A stop begins; its end is told with what this returns. */
  int stops() {
    return openings;
  }

  /** A stop that began then has returned. */
  void hasStopped(int startsBefore) {
    if (openings == startsBefore) {
      stopped = true;
      running.forEach(call -> call.given = true);
    }
  }

  void pauses(boolean now) {
    paused = now;
  }

  // Creating and removing.

  void reserves() {
    reserved++;
  }

  void forgoes() {
    reserved--;
  }

  void created(Thing item) {
    require(!present.containsKey(item.id()), "two items of one id", item);
    Generation made = new Generation(item);
    generations.put(item.generation(), made);
    present.put(item.id(), made);
    reserved--;
    created++;
  }

  /** A creation is over: from now on the item may be claimed or evicted. */
  void hasCreated(String id) {
    Generation made = present.get(id);
    if (made != null) {
      made.beingCreated = false;
    }
  }

  void removed(Thing item, RemovalCause cause, Duration now) {
    Generation gone = of(item);
    require(item.equals(gone.committed), "removed is the last state", item);
    require(!gone.removed, "removed once", item);
    switch (cause) {
      case EVICTED -> {
        handledBeforeItLeaves(item);
        require(item.isTerminal(), "only terminal items are evicted", item);
        evicted++;
      }
      case EXPIRED -> {
        handledBeforeItLeaves(item);
        require(item.isTerminal(), "only terminal items expire", item);
        Duration kept = now.minus(gone.terminalSince);
        require(kept.compareTo(settings.terminalRetention()) >= 0, "expired after", kept);
      }
      case DELETED -> {}
      case GONE -> throw new AssertionError("told of by its commit");
    }
    remove(gone);
  }

  private void handledBeforeItLeaves(Thing item) {
    if (handled != null) {
      handled.leaves(item);
    }
  }

  private void remove(Generation gone) {
    if (handled != null) {
      handled.removed(gone.committed);
    }
    gone.removed = true;
    present.remove(gone.committed.id(), gone);
  }

  /** A creation was refused because the cache is full. */
  void refusedAsFull() {
    int places = present.size() + reserved;
    require(places >= settings.maxSize(), "refused as full with so many places taken", places);
    for (Generation item : present.values()) {
      require(
          !item.committed.isTerminal()
              || claimed.contains(item)
              || item.beingCreated
              || (handled != null && handled.isUnhandled(item.committed)),
          "refused as full though there is something to evict",
          item.committed);
    }
  }

  // Syncing.

  /**
   * A call of the sync function starts: no window may hold more of them than the burst and its
   * share of the rate, but for those that a late wake-up has clumped.
   */
  void starts(Duration at) {
    if (settings.isUnlimited()) {
      return;
    }
    starts.add(at);
    for (int from = 0; from < starts.size(); from++) {
      double seconds = at.minus(starts.get(from)).toNanos() / 1e9;
      double most = rate.burst() + rate.tps() * seconds + CLUMPED + ROUNDING;
      require(starts.size() - from <= most, "calls in " + seconds + " s", starts.size() - from);
    }
  }

  /** The rate has changed: each bound holds on its own side. */
  void retunes(CacheSettings now) {
    rate = now;
    starts.clear();
  }

  void claims(ClaimedItems<Thing> run) {
    for (int i = 0; i < run.size(); i++) {
      require(claimed.add(of(run.item(i))), "claimed once", run.item(i));
    }
  }

  void releases(ClaimedItems<Thing> run, Duration now) {
    for (int i = 0; i < run.size(); i++) {
      Generation released = of(run.item(i));
      require(claimed.remove(released), "released once", run.item(i));
      require(isIdle(released), "released after its call", run.item(i));
      released.terminalSince = now;
    }
  }

  /** The sync function is called with this item. */
  Call begins(Thing item, Duration now) {
    Generation called = of(item);
    require(!stopped, "called only after a start", item);
    require(!paused, "called only while not paused", item);
    require(item.equals(called.committed), "called with the last state", item);
    require(!item.isTerminal(), "called only before it is terminal", item);
    require(isIdle(called), "one call at a time", item);
    Call call = new Call(called, calls++, now);
    called.call = call;
    running.add(call);
    return call;
  }

  private static boolean isIdle(Generation of) {
    return of.call == null || of.call.ended;
  }

  /** The call is about to return this, or to throw it; null is "gone". */
  void ends(Call call, @Nullable Object answer) {
    running.remove(call);
    call.ended = true;
    call.answer = answer == null ? GONE : answer;
  }

  /** Verdicts have been committed: only true ones, and only of calls that still count. */
  void committed(ClaimedItems<Thing> run, Duration now) {
    for (int i = 0; i < run.size(); i++) {
      Generation of = of(run.item(i));
      Call call = of.call;
      require(!stopped, "committed only after a start", run.item(i));
      require(call != null, "committed only after a call", run.item(i));
      require(run.isAccepted(i) == !of.removed, "accepted unless removed", run.item(i));
      Outcome outcome = run.outcome(i);
      if (run.isHeld(i)) {
        require(!call.ended, "timed out before its end", run.item(i));
        require(call.isOver(settings.syncTimeout(), now), "timed out in time", run.item(i));
      } else {
        require(call.ended && !call.given && !call.settled, "the call counts", run.item(i));
        require(outcome == outcomeOf(call), "what was answered is committed", call.answer);
        call.settled = true;
      }
      if (run.isAccepted(i)) {
        apply(of, call, outcome);
      }
      call.given |= run.isHeld(i);
    }
  }

  private static Outcome outcomeOf(Call call) {
    if (call.answer == GONE) {
      return Outcome.DELETED;
    }
    if (!(call.answer instanceof Thing)) {
      return Outcome.FAILED;
    }
    Thing answer = (Thing) call.answer;
    if (answer.equals(call.item)) {
      return Outcome.UNCHANGED;
    }
    boolean legal =
        answer.id().equals(call.item.id()) && !Duration.ZERO.equals(answer.resyncPeriod());
    return legal ? Outcome.UPDATED : Outcome.FAILED;
  }

  private void apply(Generation to, Call call, Outcome outcome) {
    outcomes.merge(outcome, 1L, Long::sum);
    to.lastCommitted = call;
    to.failures = outcome == Outcome.FAILED ? to.failures + 1 : 0;
    if (outcome == Outcome.UPDATED) {
      to.committed = (Thing) call.answer;
    } else if (outcome == Outcome.DELETED) {
      remove(to);
    }
  }

  /** A listener hears of an update: of each one, in their order. */
  void tellsOfUpdate(Thing previous, Thing current) {
    Generation of = of(current);
    require(previous.equals(of.told), "told in order", previous);
    require(current.equals(of.committed) || of.removed, "told before the next", current);
    of.told = current;
  }

  /** A listener hears of a failure, or of a removal. */
  void tellsOf(Thing last) {
    require(last.equals(of(last).told), "told in order", last);
  }

  // What can be seen.

  @Nullable Thing get(String id) {
    Generation now = present.get(id);
    return now == null ? null : now.committed;
  }

  /** How many calls have begun: what a refresh asked now must see more of. */
  long calls() {
    return calls;
  }

  /** A refresh that was asked when so many calls had begun has this result. */
  void refreshed(Thing found, long callsBefore) {
    Generation of = of(found);
    require(
        found.isTerminal() || of.lastCommitted.number >= callsBefore,
        "refreshed by a sync that began later",
        found);
  }

  /** Calls that run now, given up or not. */
  List<Call> running() {
    return running;
  }

  boolean isStopped() {
    return stopped;
  }

  /** Compares everything that can be compared at any moment. */
  void agreesWith(AutoRefreshCache<Thing> cache, Iterable<String> ids) {
    for (String id : ids) {
      require(Objects.equals(cache.get(id), get(id)), "state", cache.get(id));
      CacheEntry<Thing> entry = cache.entry(id);
      if (entry != null) {
        Generation of = present.get(id);
        require(entry.consecutiveFailures() == of.failures, "failures", entry);
        require((entry.lastError() != null) == (of.failures > 0), "last error", entry);
        require((entry.nextSyncAt() == null) == of.committed.isTerminal(), "next sync", entry);
      }
    }
    if (handled != null) {
      handled.agreesWith(cache, ids);
    }
    CacheStats stats = cache.stats();
    require(stats.size() == present.size(), "size", stats);
    require(stats.size() <= settings.maxSize(), "size", stats);
    require(stats.created() == created, "created", stats);
    require(stats.evictions() == evicted, "evictions", stats);
    require(stats.updated() == count(Outcome.UPDATED), "updated", stats);
    require(stats.unchanged() == count(Outcome.UNCHANGED), "unchanged", stats);
    require(stats.deleted() == count(Outcome.DELETED), "deleted", stats);
    require(stats.failed() == count(Outcome.FAILED), "failed", stats);
    require(stats.inFlight() == running.size(), "in flight but " + running.size(), stats);
    require(stats.stuck() == running.stream().filter(c -> c.given).count(), "stuck", stats);
  }

  /** At a moment when the cache runs and has nothing more to do before time passes. */
  void hasGivenUpWhatTookTooLong(Duration now) {
    for (Call call : running) {
      boolean late = call.isOver(settings.syncTimeout(), now);
      require(stopped || call.given || !late, "given up after its timeout", call.item);
    }
  }

  private long count(Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }

  /** When all has come to rest, nothing may be left over. */
  void isAtRest() {
    if (handled != null) {
      handled.isAtRest();
    }
    require(running.isEmpty(), "running", running.size());
    require(claimed.isEmpty(), "claimed", claimed.size());
    require(reserved == 0, "reserved", reserved);
  }

  /** Every item that is to be synced has been, and lately: nothing was forgotten. */
  void isFresh(Duration now, Duration within) {
    for (Generation item : present.values()) {
      if (!item.committed.isTerminal()) {
        require(item.failures == 0, "has recovered", item.committed);
        require(item.lastCommitted != null, "was synced", item.committed);
        Duration age = now.minus(item.lastCommitted.began);
        require(age.compareTo(within) <= 0, "age of " + item.committed, age);
      }
    }
  }

  /** An item that was just registered has been synced. */
  void isSynced(String id) {
    Generation item = present.get(id);
    require(
        item == null || item.committed.isTerminal() || item.lastCommitted != null, "synced", id);
  }

  private Generation of(Thing item) {
    Generation found = generations.get(item.generation());
    require(found != null, "a known generation", item);
    return found;
  }
}
