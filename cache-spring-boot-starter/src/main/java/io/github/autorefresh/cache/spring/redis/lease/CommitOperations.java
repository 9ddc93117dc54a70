package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ForeignCode;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spring.redis.copy.LocalItem;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.ClaimScripts;
import io.github.autorefresh.cache.spring.redis.script.CommittedOutcome;
import io.github.autorefresh.cache.spring.redis.script.EncodedItem;
import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import io.github.autorefresh.cache.spring.redis.script.ItemFormat;
import io.github.autorefresh.cache.spring.redis.script.Pages;
import io.github.autorefresh.cache.spring.redis.script.RemovedItem;
import io.github.autorefresh.cache.spring.redis.script.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the outcomes of runs into effect: one script each, and those of several workers together if
 * they come at the same time. A commit whose answer never came is made again as soon as Redis can
 * be used, while its claims last: it counts once. Thread-safe.
 */
public final class CommitOperations<T extends CacheItem> {

  private static final Logger log = LoggerFactory.getLogger(CommitOperations.class);

  /** One round trip may be on its way while Redis is at work for another. */
  private static final int AT_ONCE = 2;

  private final ClaimScripts scripts;
  private final Session session;
  private final Availability availability;
  private final LeaseSettings settings;
  private final RefreshRequests refreshRequests;
  private final ClaimSchedule schedule;
  private final MarkSchedule marks;
  private final LocalItems<T> items;
  private final ItemFormat<T> format;
  private final CopyUpdates<T> updates;
  private final ReleaseOperations releases;
  private final ExpiryOperations expiry;
  private final Histories histories;
  private final RoundTrips<Commit> trips;

  /** Of one replica. */
  public CommitOperations(
      LeaseParts<T> parts,
      ClaimScripts scripts,
      ReleaseOperations releases,
      ExpiryOperations expiry) {
    this.scripts = scripts;
    session = parts.session();
    availability = parts.availability();
    settings = parts.settings();
    refreshRequests = parts.refreshRequests();
    schedule = parts.schedule();
    marks = parts.marks();
    items = parts.items();
    format = parts.format();
    updates = parts.updates();
    this.releases = releases;
    this.expiry = expiry;
    histories = new Histories(settings);
    trips = new RoundTrips<>(AT_ONCE, Pages.SIZE, commit -> commit.weight, this::commit);
  }

  /** Some outcomes of a run, no more than a script takes, and what has become of them. */
  private static final class Commit {
    final List<Integer> indexes = new ArrayList<>();
    final List<CommittedOutcome> outcomes = new ArrayList<>();
    final List<@Nullable ItemFields> answers = new ArrayList<>();
    int weight;

    void add(int index, CommittedOutcome outcome) {
      indexes.add(index);
      outcomes.add(outcome);
      weight += outcome.weight();
    }

    boolean isAnswered() {
      return answers.size() == outcomes.size();
    }
  }

  /** Commits a run; of an item that was deferred only the claim ends. */
  public void commit(ClaimedItems<T> run) {
    for (Commit commit : parted(run)) {
      untilAnswered(commit);
      for (int n = 0; n < commit.outcomes.size(); n++) {
        int i = commit.indexes.get(n);
        Claim claim = (Claim) run.claim(i);
        if (!commit.isAnswered()) {
          releases.drop(claim);
          updates.doubt(claim.id());
        } else {
          ItemFields now = commit.answers.get(n);
          if (now != null) {
            accept(run, i, claim, now);
          }
        }
      }
    }
  }

  private List<Commit> parted(ClaimedItems<T> run) {
    List<Commit> commits = new ArrayList<>();
    Commit last = new Commit();
    for (int i = 0; i < run.size(); i++) {
      if (run.isDeferred(i)) {
        continue;
      }
      CommittedOutcome outcome = outcome(run, i);
      if (last.weight > 0 && last.weight + outcome.weight() > Pages.SIZE) {
        commits.add(last);
        last = new Commit();
      }
      last.add(i, outcome);
    }
    if (last.weight > 0) {
      commits.add(last);
    }
    return commits;
  }

  /** What is written of an outcome. A state that can't be written makes it a failure. */
  @SuppressWarnings("CatchThrowable") // whatever a codec throws, it is this sync's failure
  private CommittedOutcome outcome(ClaimedItems<T> run, int i) {
    Claim claim = (Claim) run.claim(i);
    items.events().hold(claim.id()); // before anybody can hear of it
    claim.holdsEvents();
    EncodedItem state = null;
    if (run.outcome(i) == Outcome.UPDATED) {
      try {
        state = format.encode(run.update(i));
      } catch (Throwable e) {
        run.unstorable(i, e);
      }
    }
    boolean failed = run.outcome(i) == Outcome.FAILED;
    return new CommittedOutcome(
        claim,
        run.outcome(i),
        run.period(i),
        run.delay(i),
        failed ? run.failures(i) + 1 : 0,
        run.isHeld(i),
        mark(run, i),
        state,
        failed ? ForeignCode.text(run.error(i)) : null,
        histories.planned(run, i));
  }

  private CommittedOutcome.Mark mark(ClaimedItems<T> run, int i) {
    if (!marks.hasHandler()) {
      return CommittedOutcome.Mark.UNKNOWN;
    }
    return run.isWanted(i) ? CommittedOutcome.Mark.WANTED : CommittedOutcome.Mark.NONE;
  }

  private void untilAnswered(Commit commit) {
    long began = System.nanoTime();
    Duration patience =
        settings.lease().compareTo(settings.createTimeout()) < 0
            ? settings.lease()
            : settings.createTimeout();
    while (!commit.isAnswered()) {
      try {
        trips.join(commit);
      } catch (CacheUnavailableException e) {
        log.debug("{} outcomes could not be committed yet", commit.outcomes.size(), e);
      }
      Duration left = patience.minusNanos(System.nanoTime() - began);
      boolean over = left.isNegative() || Thread.currentThread().isInterrupted();
      if (!commit.isAnswered() && (over || !availability.await(left))) {
        return;
      }
    }
  }

  /** Outcomes of claims that did not go on in the present epoch are refused without asking. */
  private void commit(List<Commit> together) {
    if (!availability.takesOutcomes()) {
      return;
    }
    Epoch epoch = session.epoch();
    List<CommittedOutcome> current =
        together.stream()
            .flatMap(commit -> commit.outcomes.stream())
            .filter(outcome -> isOf(epoch, outcome))
            .toList();
    List<@Nullable ItemFields> answers = current.isEmpty() ? List.of() : commit(epoch, current);
    int next = 0;
    for (Commit commit : together) {
      commit.answers.clear();
      for (CommittedOutcome outcome : commit.outcomes) {
        commit.answers.add(isOf(epoch, outcome) ? answers.get(next++) : null);
      }
    }
  }

  private List<@Nullable ItemFields> commit(Epoch epoch, List<CommittedOutcome> outcomes) {
    CacheSettings cache = settings.cache();
    long timeout = TimeUnit.NANOSECONDS.toMicros(cache.syncTimeout().toNanos());
    return scripts.commit(
        epoch,
        settings.retentionMicros(),
        cache.maxBatch(),
        cache.outageDetection() ? Math.max(1, timeout) : 0,
        outcomes);
  }

  private static boolean isOf(Epoch epoch, CommittedOutcome outcome) {
    return ((Claim) outcome.claim()).isOf(epoch);
  }

  /** False if it was here with a higher version: Redis may have it still. */
  private boolean isRemoved(RemovedItem removed) {
    LocalItem<T> gone = items.remove(removed, System.nanoTime(), local -> null);
    return gone == null || gone.fields().version() < removed.fields().version();
  }

  /** Nothing is told of it here: the engine does. */
  private void accept(ClaimedItems<T> run, int i, Claim claim, ItemFields now) {
    String id = claim.id();
    run.accept(i);
    claim.accepted(now);
    boolean inOrder =
        switch (run.outcome(i)) {
          case UPDATED -> items.put(id, new LocalItem<>(run.update(i), now, null), before -> null);
          case DELETED -> isRemoved(new RemovedItem(id, now, RemovalCause.GONE));
          case UNCHANGED -> items.synced(id, now, null, local -> null) != null;
          case FAILED -> items.synced(id, now, run.error(i), local -> null) != null;
          case DEFERRED -> true; // never committed
        };
    if (!inOrder) {
      updates.doubt(id);
    }
    if (run.isWanted(i)) {
      marks.marked();
    }
    refreshRequests.servedBy(id, now.generation(), claim.run());
    if (now.isTerminal()) {
      refreshRequests.remove(id); // of a sync that will never be
    }
    if (run.outcome(i) != Outcome.DELETED && !run.isHeld(i)) {
      if (now.isTerminal()) {
        expiry.becameTerminal();
      } else {
        boolean hastened = run.outcome(i) != Outcome.FAILED && now.due() <= now.synced();
        schedule.dueIn(hastened ? 0 : run.delay(i));
      }
    }
  }
}
