package io.github.autorefresh.cache.spring.redis.script;

import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.add;
import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.arguments;
import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.flag;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.RemovalCause;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one replica asks of one cache's store: a method for each script, which says what is atomic.
 * Each runs on the calling thread for as long as the driver waits, in the epoch that this replica
 * knows, and throws {@link CacheUnavailableException} if Redis cannot be used, which {@link
 * Availability} knows from then on. Thread-safe.
 */
public final class Scripts {

  private static final Logger log = LoggerFactory.getLogger(Scripts.class);

  private final ScriptRunner runner;
  private volatile DoubleSupplier demand = () -> -1;

  /** What this runner runs. */
  public Scripts(ScriptRunner runner) {
    this.runner = runner;
  }

  /** Items per second that are demanded, told with claims and heartbeats; negative if not known. */
  public void demand(DoubleSupplier perSecond) {
    demand = perSecond;
  }

  /** The name of this replica, which nobody else has; its process is the part before the slash. */
  public String replica() {
    return runner.replica();
  }

  /** The epoch that this replica knows. */
  public Epoch epoch() {
    return runner.session().epoch();
  }

  /** Does this, on the thread that has noticed it, when the epoch has ended. */
  public void onEpochEnd(Consumer<Epoch> action) {
    runner.onEpochEnd(action);
  }

  /**
   * Does this, on the thread that has noticed it, when Redis is back at an earlier state of that
   * epoch.
   */
  public void onFallback(Consumer<Epoch> action) {
    runner.onFallback(action);
  }

  /**
   * Hears of what all replicas change, from now on or as soon as Redis can be reached. May block
   * for as long as the driver waits.
   *
   * @param messages on a thread that must not be held up
   * @param subscribed whenever there may have been messages that were not heard
   * @return ends this
   * @throws CacheUnavailableException if Redis does not even tell which channel it is
   */
  public Runnable subscribe(Consumer<ChangeMessage> messages, Runnable subscribed) {
    String channel;
    try {
      channel = runner.channel();
    } catch (RuntimeException e) {
      throw runner.failed(e);
    }
    return runner.connection().subscriptions().subscribe(channel, messages, subscribed);
  }

  /**
   * Is told once a second how the store is, or why that is not known.
   *
   * @param takesPart asked before; false to ask nothing this time
   * @param otherwise is called then
   * @return ends this
   */
  public Runnable listen(
      BooleanSupplier takesPart, Consumer<StoreStatus> statuses, Runnable otherwise) {
    Heartbeat.Participant participant =
        new Heartbeat.Participant() {
          private ScriptRunner.Session asked = runner.session();
          private long before;

          @Override
          public SharedConnection.@Nullable Run ask(boolean sign) {
            if (!takesPart.getAsBoolean()) {
              otherwise.run();
              return null;
            }
            asked = runner.session();
            before = asked.acknowledged().get();
            return runner.toRun(Script.HEARTBEAT, asked.epoch(), heartbeatArguments(sign));
          }

          @Override
          @SuppressWarnings("unchecked") // every script returns an array
          public void heard(Object answer) {
            if (answer instanceof Exception e) {
              var unused = runner.failed(e); // which availability knows now
              return;
            }
            try {
              statuses.accept(
                  status(runner.result((List<@Nullable Object>) answer, asked, before)));
            } catch (CacheUnavailableException e) {
              log.debug("Cache \"{}\": no heartbeat", runner.cache(), e);
            }
          }
        };
    runner.connection().heartbeat().add(participant);
    return () -> runner.connection().heartbeat().remove(participant);
  }

  /**
   * Takes part, in the epoch that there is or in one that begins now. Atomic: of several replicas
   * one begins it, and settings that are stored already win.
   *
   * @param endKnown the epoch known here has lost something, so that another is to begin
   * @param here what is known here
   * @param own what is to hold if nothing is stored
   * @throws CacheUnavailableException also if Redis holds what is foreign to this replica
   */
  public Opening open(boolean endKnown, Known here, ClusterSettings own) {
    Epoch known = runner.session().epoch();
    ScriptResult result =
        runner.run(
            Script.OPEN,
            Epoch.NONE,
            arguments(
                known.id(),
                UUID.randomUUID(),
                flag(endKnown),
                known.lineage(),
                here.version(),
                here.shiftMicros(),
                here.nowMicros(),
                own.tps(),
                own.burst(),
                own.periodMicros(),
                flag(own.paused()),
                runner.knownHandlerMicros()));
    String outcome = result.text();
    if (outcome.equals("F")) {
      throw runner.failed(new ForeignEpochException(known.id(), result.text()));
    }
    Epoch entered = new Epoch(result.text(), result.text());
    if (!entered.id().equals(known.id())) {
      runner.enters(entered);
    }
    result.number(); // the sequence: what it was is read in pages
    return new Opening(
        outcome.equals("B"), entered, nanos(result.number()), result.number(), result.settings());
  }

  /** How the store is. Atomic. */
  public StoreStatus heartbeat(boolean sign) {
    return status(runner.run(Script.HEARTBEAT, heartbeatArguments(sign)));
  }

  private List<byte[]> heartbeatArguments(boolean sign) {
    return arguments(flag(sign), runner.handlerMicros(), demand.getAsDouble());
  }

  private StoreStatus status(ScriptResult result) {
    long sequence = result.number();
    long overdue = result.number();
    long late = result.number();
    String missing = result.text();
    boolean unchecked = result.flag();
    long now = result.number();
    StoreStatus status =
        new StoreStatus(
            sequence,
            overdue,
            late,
            missing,
            unchecked,
            now,
            result.number(),
            result.number(),
            outage(result),
            result.settings(),
            result.number(),
            result.number(),
            result.stretch(now));
    runner.handlerKnownFor(status.handlerMicros());
    return status;
  }

  private static @Nullable OutageState outage(ScriptResult result) {
    OutageState told =
        new OutageState(
            result.number(),
            (int) result.number(),
            (int) result.number(),
            result.number(),
            result.flag(),
            result.flag(),
            result.text());
    return told.since() < 0 ? null : told;
  }

  /**
   * Claims due items, as many as are permitted. Atomic: an item is claimed once, a permit is used
   * once, and a request is granted once.
   *
   * @param lane of several that ask at the same time
   * @param request grows from claim to claim of a lane
   * @param perPermit items that one permit is for
   * @param limit calls per second that are permitted besides; zero for any number
   */
  public Grant claim(
      int lane, long request, long leaseMicros, int most, int perPermit, double limit) {
    ScriptResult result =
        runner.run(
            Script.CLAIM,
            arguments(leaseMicros, most, perPermit, lane, request, limit, demand.getAsDouble()));
    long wait = result.number();
    long overdue = result.number();
    long late = result.number();
    double calls = result.number() / 1000.0;
    long now = result.number();
    return new Grant(wait, overdue, late, calls, now, result.stretch(now), granted(result));
  }

  /**
   * What a claim was granted whose answer never came; if it is yet to arrive, it is granted
   * nothing. Atomic.
   */
  public List<Grant.Item> recall(int lane, long request) {
    return granted(runner.run(Script.RECALL, arguments(lane, request)));
  }

  static List<Grant.Item> granted(ScriptResult result) {
    List<Grant.Item> items = new ArrayList<>();
    while (result.hasMore()) {
      items.add(Grant.Item.read(result.text(), result.bytes()));
    }
    return items;
  }

  /**
   * Puts outcomes into effect. Atomic, and fenced item by item; one that arrives twice counts once.
   *
   * <p>Counts failures over all replicas, and begins an outage if there are enough.
   *
   * @param in the epoch that the claims are of
   * @param perCall items of one call
   * @param patienceMicros how long a call may take; zero to count no failures
   * @return for each what is known of its item now, or null if it was refused
   */
  public List<@Nullable ItemFields> commit(
      Epoch in,
      long retentionMicros,
      int perCall,
      long patienceMicros,
      List<CommittedOutcome> outcomes) {
    List<byte[]> arguments = arguments(retentionMicros, perCall, patienceMicros);
    for (CommittedOutcome outcome : outcomes) {
      arguments.add(outcome.claim().id().getBytes(UTF_8));
      arguments.add(outcome.head());
      arguments.add(outcome.body());
    }
    ScriptResult result = runner.run(Script.COMMIT, in, arguments);
    List<@Nullable ItemFields> answers = new ArrayList<>(outcomes.size());
    while (result.hasMore()) {
      byte[] fields = result.bytes();
      answers.add(fields.length == 0 ? null : ItemFields.read(fields));
    }
    return answers;
  }

  /**
   * Ends claims without an outcome. Atomic, and fenced item by item.
   *
   * @param in the epoch that the claims are of
   * @param delayMicros until the items are due; negative for when they were
   */
  public void release(
      Epoch in, long delayMicros, long retentionMicros, List<? extends Fence> claims) {
    List<byte[]> arguments = arguments(delayMicros, retentionMicros);
    claims.forEach(claim -> add(arguments, claim.id(), claim.generation(), claim.run()));
    runner.run(Script.RELEASE, in, arguments);
  }

  /**
   * Prolongs leases and reservations that are still this replica's. Atomic page by page.
   *
   * @param reservations the token of each id
   */
  public void renew(
      long leaseMicros, Collection<? extends Fence> claims, Map<String, String> reservations) {
    List<Object[]> all = new ArrayList<>();
    claims.forEach(claim -> all.add(new Object[] {claim.id(), claim.generation(), claim.run()}));
    reservations.forEach((id, token) -> all.add(new Object[] {id, token, ""}));
    for (List<Object[]> page : Pages.of(all, each -> 1)) {
      List<byte[]> arguments = arguments(leaseMicros);
      page.forEach(each -> add(arguments, each));
      runner.run(Script.RENEW, arguments);
    }
  }

  /** First step of a creation. Atomic: one caller at a time has an id. */
  public CreationStep reserve(String id, String token, long leaseMicros, long mostItems) {
    return step(id, runner.run(Script.RESERVE, arguments(id, token, leaseMicros, mostItems)));
  }

  /**
   * Second step of a creation. Atomic.
   *
   * @param wanted the state is to be handled
   */
  public CreationStep fulfil(
      String id,
      String token,
      long mostItems,
      long period,
      long retentionMicros,
      EncodedItem state,
      long untilFirstSync,
      boolean wanted) {
    return step(
        id,
        runner.run(
            Script.FULFIL,
            arguments(
                id,
                token,
                mostItems,
                ItemFields.micros(period),
                retentionMicros,
                state.bytes(),
                ItemFields.micros(untilFirstSync),
                flag(wanted))));
  }

  private static CreationStep step(String id, ScriptResult result) {
    return switch (result.text()) {
      case "F" -> new CreationStep.Found(result.stored(id));
      case "C" -> new CreationStep.Created(result.fields());
      case "R" ->
          new CreationStep.Granted(
              result.hasMore()
                  ? new RemovedItem(result.text(), result.fields(), RemovalCause.EVICTED)
                  : null);
      case "X" -> new CreationStep.Full();
      default -> new CreationStep.Busy();
    };
  }

  /** Gives a reservation back, if it is still the caller's. Atomic. */
  public void forgo(String id, String token) {
    runner.run(Script.FORGO, arguments(id, token));
  }

  /**
   * Removes an item. Atomic: of several callers one gets it.
   *
   * @param known the item's fields as they are known here, so that it is removed even if Redis has
   *     lost it; null if none are
   */
  public RemovalStep delete(String id, @Nullable ItemFields known) {
    ScriptResult result =
        runner.run(Script.DELETE, arguments(id, known == null ? "" : known.packed()));
    return switch (result.text()) {
      case "R" ->
          new RemovalStep.Removed(new RemovedItem(id, result.fields(), RemovalCause.DELETED));
      case "A" -> new RemovalStep.Absent();
      default -> new RemovalStep.Busy();
    };
  }

  /**
   * Makes items due now, or as soon as their claims end. Atomic.
   *
   * @param ids at most {@link Pages#SIZE}
   * @return for each the number of its last claim, or -1 if it is absent or terminal
   */
  public List<Integer> hasten(List<String> ids) {
    ScriptResult result = runner.run(Script.HASTEN, arguments(ids.toArray()));
    List<Integer> runs = new ArrayList<>();
    while (result.hasMore()) {
      runs.add((int) result.number());
    }
    return runs;
  }

  /** A page of what has changed since that version; since 0, of all items. Atomic. */
  public ChangePage changes(long since) {
    ScriptResult result = runner.run(Script.CHANGES, arguments(since));
    long sequence = result.number();
    long forgotten = result.number();
    long upTo = result.number();
    boolean more = result.flag();
    List<RemovedItem> removals = new ArrayList<>();
    for (long i = result.number(); i > 0; i--) {
      String id = result.text();
      byte[] tombstone = result.bytes();
      if (tombstone.length > 0) {
        removals.add(RemovedItem.read(id, tombstone));
      }
    }
    List<StoredItem> items = new ArrayList<>();
    readings(result).forEach(reading -> addIfThere(items, reading.item()));
    return new ChangePage(sequence, forgotten, upTo, more, removals, items);
  }

  private static void addIfThere(List<StoredItem> items, @Nullable StoredItem item) {
    if (item != null) {
      items.add(item);
    }
  }

  /** The names of the replicas whose last heartbeat is not longer ago than this. Atomic. */
  public List<String> members(long microsSinceHeartbeat) {
    ScriptResult result = runner.run(Script.MEMBERS, arguments(microsSinceHeartbeat));
    List<String> names = new ArrayList<>();
    while (result.hasMore()) {
      names.add(result.text());
    }
    return names;
  }

  /**
   * The present state of some items: of as many as are in a page, from the first on. Atomic.
   *
   * @param ids at most {@link Pages#SIZE}
   */
  public List<Reading> read(List<String> ids) {
    return readings(runner.run(Script.READ, arguments(ids.toArray())));
  }

  private static List<Reading> readings(ScriptResult result) {
    List<Reading> readings = new ArrayList<>();
    while (result.hasMore()) {
      String id = result.text();
      byte[] fields = result.bytes();
      byte[] state = result.bytes();
      String error = result.text();
      readings.add(
          fields.length == 0
              ? new Reading(id, null, state.length == 0 ? null : RemovedItem.read(id, state))
              : new Reading(id, stored(id, fields, state, error), null));
    }
    return readings;
  }

  private static StoredItem stored(String id, byte[] fields, byte[] state, String error) {
    return new StoredItem(id, ItemFields.read(fields), new EncodedItem(state), error);
  }

  /**
   * Puts back what Redis may have lost. Atomic page by page; doing it again changes nothing.
   *
   * @param seen the version up to which this replica knows all changes
   */
  public PutBackAnswer putBack(
      long leaseMicros, long retentionMicros, long seen, List<PutBack> all) {
    int absent = 0;
    List<PutBack> kept = new ArrayList<>();
    for (List<PutBack> page : Pages.of(all, PutBack::weight)) {
      List<byte[]> arguments = arguments(leaseMicros, retentionMicros, seen);
      page.forEach(each -> addPutBack(arguments, each));
      ScriptResult result = runner.run(Script.RESTORE, arguments);
      absent += (int) result.number();
      for (PutBack each : page) {
        boolean fenced = each instanceof PutBack.Claim || each instanceof PutBack.Reservation;
        if (fenced && result.flag()) {
          kept.add(each);
        }
      }
    }
    return new PutBackAnswer(absent, kept);
  }

  private static void addPutBack(List<byte[]> arguments, PutBack each) {
    if (each instanceof PutBack.Item item) {
      add(arguments, "I", item.id(), item.fields().packed(), item.state().bytes());
    } else if (each instanceof PutBack.Removal removal) {
      add(arguments, "R", removal.removed().id(), removal.removed().packed(), "");
    } else if (each instanceof PutBack.Claim claim) {
      add(arguments, "C", claim.claim().id(), claim.claim().generation(), claim.claim().run());
    } else if (each instanceof PutBack.HandlerCall call) {
      add(arguments, "H", call.claim().id(), call.claim().token(), "");
    } else if (each instanceof PutBack.Outage outage) {
      add(arguments, "O", outage.known().cause(), outage.known().packed(), "");
    } else if (each instanceof PutBack.Hold hold) {
      add(arguments, "L", "", hold.micros(), "");
    } else if (each instanceof PutBack.Stretch stretch) {
      add(arguments, "S", "", stretch.known().behind(), stretch.known().stretch());
    } else if (each instanceof PutBack.Reservation reservation) {
      add(arguments, "T", reservation.id(), reservation.token(), "");
    }
  }

  /** Makes all keys agree again. Atomic page by page. */
  public void repair(long leaseMicros, long retentionMicros) {
    long step = 1;
    String cursor = "0";
    while (step != 0) {
      ScriptResult result =
          runner.run(Script.REPAIR, arguments(leaseMicros, retentionMicros, step, cursor));
      step = result.number();
      cursor = result.text();
    }
  }

  /** Changes the settings of all replicas; returns the number of the tuning. Atomic. */
  public long retune(double tps, int burst, long periodMicros) {
    return runner.run(Script.RETUNE, arguments(tps, burst, periodMicros)).number();
  }

  /** Scales what remains of the cache's own period, but for what was synced since that tuning. */
  public void rescale(long tuning, double factor) {
    String since = "0";
    while (!since.equals("-1")) {
      since = runner.run(Script.RESCALE, arguments(since, tuning, factor)).text();
    }
  }

  /** Holds all syncing of all replicas, or no longer. Atomic. */
  public void pause(boolean paused) {
    runner.run(Script.PAUSE, arguments(flag(paused)));
  }

  /** No claim is granted for so long. Atomic; a shorter hold never shortens a longer one. */
  public void hold(long micros, long callAgeMicros) {
    runner.run(Script.HOLD, arguments(micros, callAgeMicros));
  }

  /** Removes some of the terminal items that were kept for their time. Atomic. */
  public Expiry expire() {
    ScriptResult result = runner.run(Script.EXPIRE, arguments());
    long wait = result.number();
    List<RemovedItem> removed = new ArrayList<>();
    while (result.hasMore()) {
      removed.add(new RemovedItem(result.text(), result.fields(), RemovalCause.EXPIRED));
    }
    return new Expiry(wait, removed);
  }

  private static long nanos(long micros) {
    return Duration.of(micros, ChronoUnit.MICROS).toNanos();
  }
}
