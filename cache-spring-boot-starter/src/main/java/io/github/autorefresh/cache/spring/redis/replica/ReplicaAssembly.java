package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ControlSink;
import io.github.autorefresh.cache.spi.StoreContext;
import io.github.autorefresh.cache.spi.TimeSource;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.copy.Stretch;
import io.github.autorefresh.cache.spring.redis.handle.SharedMarks;
import io.github.autorefresh.cache.spring.redis.lease.CallRate;
import io.github.autorefresh.cache.spring.redis.lease.ClaimOperations;
import io.github.autorefresh.cache.spring.redis.lease.ClaimSchedule;
import io.github.autorefresh.cache.spring.redis.lease.Claims;
import io.github.autorefresh.cache.spring.redis.lease.CommitOperations;
import io.github.autorefresh.cache.spring.redis.lease.CreateOperations;
import io.github.autorefresh.cache.spring.redis.lease.CreationSignal;
import io.github.autorefresh.cache.spring.redis.lease.DeleteOperations;
import io.github.autorefresh.cache.spring.redis.lease.ExpiryOperations;
import io.github.autorefresh.cache.spring.redis.lease.KnownOutage;
import io.github.autorefresh.cache.spring.redis.lease.LeaseOperations;
import io.github.autorefresh.cache.spring.redis.lease.LeaseParts;
import io.github.autorefresh.cache.spring.redis.lease.MarkSchedule;
import io.github.autorefresh.cache.spring.redis.lease.OutageOperations;
import io.github.autorefresh.cache.spring.redis.lease.RefreshOperations;
import io.github.autorefresh.cache.spring.redis.lease.RefreshRequests;
import io.github.autorefresh.cache.spring.redis.lease.ReleaseOperations;
import io.github.autorefresh.cache.spring.redis.lease.Rests;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.ChangeChannel;
import io.github.autorefresh.cache.spring.redis.script.ChangeScripts;
import io.github.autorefresh.cache.spring.redis.script.ClaimScripts;
import io.github.autorefresh.cache.spring.redis.script.ControlScripts;
import io.github.autorefresh.cache.spring.redis.script.CreationScripts;
import io.github.autorefresh.cache.spring.redis.script.EpochScripts;
import io.github.autorefresh.cache.spring.redis.script.HandlerScripts;
import io.github.autorefresh.cache.spring.redis.script.HeartbeatScripts;
import io.github.autorefresh.cache.spring.redis.script.ItemFormat;
import io.github.autorefresh.cache.spring.redis.script.OutageScripts;
import io.github.autorefresh.cache.spring.redis.script.PutBack;
import io.github.autorefresh.cache.spring.redis.script.RemovalScripts;
import io.github.autorefresh.cache.spring.redis.script.RestoreScripts;
import io.github.autorefresh.cache.spring.redis.script.ScriptRunner;
import io.github.autorefresh.cache.spring.redis.script.Session;
import io.github.autorefresh.cache.spring.redis.script.SharedConnection;
import io.github.autorefresh.cache.spring.redis.script.TimedCalls;
import io.github.autorefresh.cache.spring.redis.sync.ChangeApplier;
import io.github.autorefresh.cache.spring.redis.sync.ChangeListener;
import io.github.autorefresh.cache.spring.redis.sync.ChangeLogReader;
import io.github.autorefresh.cache.spring.redis.sync.ChangeNotifications;
import io.github.autorefresh.cache.spring.redis.sync.Reconciler;
import io.github.autorefresh.cache.spring.redis.sync.UnreadableItems;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Puts a replica together: knows all its parts, and gives each its collaborators. */
public final class ReplicaAssembly<T extends CacheItem> {

  // Called by parts that are made before them.
  private final ExpiryOperations expiry;
  private final ReplicaStats stats;
  private final StatusMonitor status;

  private final Replica<T> replica;

  /** Connects to nothing yet. */
  public ReplicaAssembly(
      StoreContext<T> context,
      SharedConnection connection,
      ReplicaSettings replicaSettings,
      ItemFormat<T> format) {
    String cache = context.cache();
    TimeSource time = context.time();
    ControlSink control = context.control();
    Duration patience = replicaSettings.createTimeout();
    Availability availability = new Availability(cache);
    ScriptRunner runner =
        new ScriptRunner(
            connection,
            availability,
            replicaSettings.keyPrefix(),
            replicaSettings.offsetMicros(),
            patience);
    Session session = runner.session();
    HeartbeatScripts heartbeats = new HeartbeatScripts(runner, this::knownDemand);
    ClaimScripts claimScripts = new ClaimScripts(runner, this::knownDemand);
    ControlScripts controlScripts = new ControlScripts(runner);
    RemovalScripts removalScripts = new RemovalScripts(runner);
    RestoreScripts restoreScripts = new RestoreScripts(runner);
    TimedCalls calls = new TimedCalls(availability, connection.threads().calls(), patience);

    // What is known here.
    Rests rests = new Rests();
    UnreadableItems unreadable = new UnreadableItems(cache, rests::forget);
    BooleanSupplier yields = () -> unreadable.count() > 0;
    ClaimSchedule schedule = new ClaimSchedule(time, yields);
    MarkSchedule markSchedule = new MarkSchedule(time, control, yields);
    SharedSettings settings =
        new SharedSettings(context, replicaSettings.lease(), patience, schedule, session);
    LogicalClock clock = new LogicalClock(cache);
    LocalItems<T> items =
        new LocalItems<>(
            cache, time, connection.threads().isolating(context.settings().parallelism()));
    Claims claims = new Claims();
    RefreshRequests requests = new RefreshRequests();
    ChangeApplier<T> applier =
        new ChangeApplier<>(
            items,
            format,
            unreadable,
            claims,
            new ChangeNotifications<>(items, requests, context.sink()),
            replicaSettings.remoteFailure(),
            this::becameTerminal,
            markSchedule::marked);
    ChangeLogReader<T> reader =
        new ChangeLogReader<>(cache, new ChangeScripts(runner), calls, items, applier);
    EpochGuard epochGuard =
        new EpochGuard(
            cache,
            new EpochScripts(runner),
            session,
            availability,
            calls,
            settings,
            clock,
            reader::seen,
            items::latestSync);
    LeaseParts<T> parts =
        new LeaseParts<>(
            session,
            availability,
            epochGuard,
            settings,
            claims,
            requests,
            schedule,
            markSchedule,
            items,
            format,
            reader,
            rests);

    // What is done with items.
    CallRate callRate = new CallRate(time);
    CreationSignal creationSignal = new CreationSignal();
    KnownOutage outage = new KnownOutage(control, replicaSettings.remoteFailure());
    ClusterHold hold = new ClusterHold(controlScripts, availability, control, time);
    ReleaseOperations releases = new ReleaseOperations(parts, claimScripts);
    expiry = new ExpiryOperations(parts, removalScripts, time);
    ClaimOperations<T> claimOperations =
        new ClaimOperations<>(parts, claimScripts, releases, callRate, control::mayBeDue);
    CreateOperations<T> creations =
        new CreateOperations<>(parts, new CreationScripts(runner), creationSignal, expiry);
    LeaseOperations<T> leases =
        new LeaseOperations<>(
            claimOperations,
            new CommitOperations<>(parts, claimScripts, releases, expiry),
            releases,
            creations,
            new DeleteOperations<>(parts, removalScripts, creationSignal),
            new RefreshOperations(parts, claimScripts, context.sink()::lastRefresh),
            expiry,
            new OutageOperations<>(parts, new OutageScripts(runner), claimOperations, outage),
            schedule,
            callRate);
    SharedMarks<T> marks =
        new SharedMarks<>(
            parts, new HandlerScripts(runner), creations, expiry, replicaSettings.remoteFailure());

    // Its life.
    BackgroundTasks tasks = new BackgroundTasks(cache, connection.threads());
    Reconciler<T> reconciler =
        new Reconciler<>(
            parts,
            restoreScripts,
            marks.calls(),
            () -> toPutBack(outage, hold, items.stretch()),
            calls,
            reader);
    SettingsOperations settingsOperations =
        new SettingsOperations(controlScripts, epochGuard, settings, schedule);
    EpochTransitions transitions =
        new EpochTransitions(
            tasks,
            parts,
            epochGuard,
            reconciler,
            restoreScripts,
            new Resumption(leases, marks, settingsOperations, control));
    ChangeListener<T> listener =
        new ChangeListener<>(
            session,
            applier,
            reader,
            creationSignal,
            () -> {
              schedule.dueIn(0);
              control.mayBeDue();
            },
            () -> tasks.soon(this::heartbeat),
            hold::heard,
            transitions::readChanges);
    Subscription subscription =
        new Subscription(
            new ChangeChannel(runner),
            tasks,
            connection.threads().calls(),
            listener::take,
            transitions::readChanges);
    status =
        new StatusMonitor(
            heartbeats,
            session,
            availability,
            new StatusApplier(parts, settings, clock, hold, outage, control),
            transitions,
            subscription);
    stats = new ReplicaStats(parts, reconciler, unreadable, transitions::isLoaded);
    replica =
        new Replica<>(
            items,
            leases,
            marks,
            settings,
            settingsOperations,
            hold,
            new Members(heartbeats, session, calls, availability, time),
            stats,
            status,
            new Lifecycle(
                parts,
                replicaSettings.reconcileInterval(),
                tasks,
                reconciler,
                transitions,
                subscription,
                status,
                new LeaseRenewal(tasks, heartbeats, parts, releases, marks),
                new EvictionWarning(cache, connection)));
  }

  /** The replica. */
  public Replica<T> replica() {
    return replica;
  }

  private double knownDemand() {
    return stats.knownDemand();
  }

  private void becameTerminal() {
    expiry.becameTerminal();
  }

  private void heartbeat() {
    status.heartbeat();
  }

  private static List<PutBack> toPutBack(KnownOutage outage, ClusterHold hold, Stretch stretch) {
    return Stream.of(outage.toPutBack(), hold.toPutBack(), stretch.toPutBack())
        .flatMap(Optional::stream)
        .toList();
  }
}
