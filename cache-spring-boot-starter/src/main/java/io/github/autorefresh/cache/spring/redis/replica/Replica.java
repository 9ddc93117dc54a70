package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spi.Cluster;
import io.github.autorefresh.cache.spi.HandlerMarks;
import io.github.autorefresh.cache.spi.StoreContext;
import io.github.autorefresh.cache.spi.StoreStats;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
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
import io.github.autorefresh.cache.spring.redis.lease.LeaseParts;
import io.github.autorefresh.cache.spring.redis.lease.MarkSchedule;
import io.github.autorefresh.cache.spring.redis.lease.OutageOperations;
import io.github.autorefresh.cache.spring.redis.lease.RefreshOperations;
import io.github.autorefresh.cache.spring.redis.lease.RefreshRequests;
import io.github.autorefresh.cache.spring.redis.lease.ReleaseOperations;
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
import io.github.autorefresh.cache.spring.redis.sync.Reconciler;
import io.github.autorefresh.cache.spring.redis.sync.UnreadableItems;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of those who share a store: knows all its parts and gives each its collaborators. */
public final class Replica<T extends CacheItem> {

  private static final Logger log = LoggerFactory.getLogger(Replica.class);
  private static final int UNREADABLE_IN_STATS = 10;

  private final StoreContext<T> context;
  private final ReplicaSettings replicaSettings;
  private final SharedConnection connection;
  private final ControlScripts controlScripts;
  private final SharedSettings settings;
  private final LogicalClock clock;
  private final UnreadableItems unreadable;
  private final EpochGuard epochGuard;
  private final LeaseParts<T> parts;
  private final ReleaseOperations releases;
  private final ExpiryOperations expiry;
  private final ClaimOperations<T> claimOperations;
  private final CommitOperations<T> commits;
  private final CreateOperations<T> creations;
  private final DeleteOperations<T> deletions;
  private final RefreshOperations refreshes;
  private final SharedMarks<T> marks;
  private final CallRate callRate;
  private final KnownOutage outage;
  private final OutageOperations<T> outages;
  private final Reconciler<T> reconciler;
  private final BackgroundTasks tasks;
  private final ClusterHold hold;
  private final Members members;
  private final Lifecycle<T> lifecycle;

  /** Connects to nothing yet. */
  public Replica(
      StoreContext<T> context,
      SharedConnection connection,
      ReplicaSettings replicaSettings,
      ItemFormat<T> format) {
    String cache = context.cache();
    this.context = context;
    this.connection = connection;
    this.replicaSettings = replicaSettings;
    Duration patience = replicaSettings.createTimeout();
    callRate = new CallRate(context.time());
    Availability availability = new Availability(cache);
    ScriptRunner runner =
        new ScriptRunner(
            connection,
            availability,
            replicaSettings.keyPrefix(),
            replicaSettings.offsetMicros(),
            patience);
    Session session = runner.session();
    DoubleSupplier demanded = () -> isLoaded() ? demand() : -1;
    HeartbeatScripts heartbeats = new HeartbeatScripts(runner, demanded);
    ClaimScripts claimScripts = new ClaimScripts(runner, demanded);
    RemovalScripts removalScripts = new RemovalScripts(runner);
    RestoreScripts restoreScripts = new RestoreScripts(runner);
    controlScripts = new ControlScripts(runner);
    TimedCalls calls = new TimedCalls(availability, threads(), patience);
    ClaimSchedule schedule = new ClaimSchedule(context.time());
    settings = new SharedSettings(context, replicaSettings.lease(), patience, schedule);
    clock = new LogicalClock(cache);
    LocalItems<T> items = new LocalItems<>(context.time());
    MarkSchedule markSchedule = new MarkSchedule(context.time(), context.control());
    Claims claims = new Claims();
    RefreshRequests requests = new RefreshRequests();
    CreationSignal creationSignal = new CreationSignal();
    unreadable = new UnreadableItems(cache);
    ChangeApplier<T> applier =
        new ChangeApplier<>(
            items,
            format,
            unreadable,
            claims,
            requests,
            context.sink(),
            replicaSettings.remoteFailure(),
            this::becameTerminal,
            markSchedule::marked);
    ChangeLogReader<T> reader =
        new ChangeLogReader<>(cache, new ChangeScripts(runner), calls, items, applier);
    epochGuard =
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
    parts =
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
            reader);
    releases = new ReleaseOperations(parts, claimScripts);
    expiry = new ExpiryOperations(parts, removalScripts, context.time());
    claimOperations =
        new ClaimOperations<>(parts, claimScripts, releases, callRate, this::mayBeDue);
    commits = new CommitOperations<>(parts, claimScripts, releases, expiry);
    creations = new CreateOperations<>(parts, new CreationScripts(runner), creationSignal, expiry);
    deletions = new DeleteOperations<>(parts, removalScripts, creationSignal);
    refreshes = new RefreshOperations(parts, claimScripts);
    marks =
        new SharedMarks<>(
            parts, new HandlerScripts(runner), creations, expiry, replicaSettings.remoteFailure());
    outage = new KnownOutage(context.control(), replicaSettings.remoteFailure());
    outages = new OutageOperations<>(parts, new OutageScripts(runner), claimOperations, outage);
    tasks = new BackgroundTasks(cache, connection.threads());
    members = new Members(heartbeats, session, calls, availability, context.time());
    hold = new ClusterHold(controlScripts, availability, context.control(), context.time());
    reconciler =
        new Reconciler<>(
            parts, restoreScripts, marks.calls(), this::controlToPutBack, calls, reader);
    lifecycle =
        new Lifecycle<>(
            this,
            heartbeats,
            restoreScripts,
            new ChangeChannel(runner),
            new ChangeListener<>(
                session,
                applier,
                reader,
                creationSignal,
                this::somethingIsDue,
                this::controlMayDiffer,
                hold::heard,
                this::messagesWereMissed));
  }

  private boolean isLoaded() {
    return lifecycle.isLoaded();
  }

  private void becameTerminal() {
    expiry.becameTerminal();
  }

  private void somethingIsDue() {
    parts.schedule().dueIn(0);
    mayBeDue();
  }

  private void controlMayDiffer() {
    tasks.soon(lifecycle::heartbeat);
  }

  private List<PutBack> controlToPutBack() {
    return Stream.of(outage.toPutBack(), hold.toPutBack(), items().stretch().toPutBack())
        .flatMap(Optional::stream)
        .toList();
  }

  private void messagesWereMissed() {
    lifecycle.readChanges();
  }

  // The parts, for the lifecycle.

  LeaseParts<T> parts() {
    return parts;
  }

  SharedSettings settings() {
    return settings;
  }

  ClusterHold hold() {
    return hold;
  }

  KnownOutage outage() {
    return outage;
  }

  LogicalClock clock() {
    return clock;
  }

  EpochGuard epochGuard() {
    return epochGuard;
  }

  public SharedMarks<T> marks() {
    return marks;
  }

  Reconciler<T> reconciler() {
    return reconciler;
  }

  BackgroundTasks tasks() {
    return tasks;
  }

  ExecutorService threads() {
    return connection.threads().calls();
  }

  Duration reconcileInterval() {
    return replicaSettings.reconcileInterval();
  }

  /** More is known of what is due. */
  void mayBeDue() {
    context.control().mayBeDue();
  }

  /** Redis must not evict what it holds: that would lose items without a word. */
  void warnOfEviction() {
    connection
        .evictionPolicy()
        .filter(policy -> !policy.equals("noeviction"))
        .ifPresent(
            policy ->
                log.warn(
                    "Cache \"{}\": Redis has the maxmemory-policy {} and may evict items; set it to"
                        + " noeviction",
                    context.cache(),
                    policy));
  }

  // What the store is made of.

  /** The local copy. */
  public LocalItems<T> items() {
    return parts.items();
  }

  /** Claims. */
  public ClaimOperations<T> claimOperations() {
    return claimOperations;
  }

  /** Commits. */
  public CommitOperations<T> commits() {
    return commits;
  }

  /** Releases. */
  public ReleaseOperations releases() {
    return releases;
  }

  /** Creations. */
  public CreateOperations<T> creations() {
    return creations;
  }

  /** Deletions. */
  public DeleteOperations<T> deletions() {
    return deletions;
  }

  /** Refresh requests. */
  public RefreshOperations refreshes() {
    return refreshes;
  }

  /** What is to be handled, for a replica that has a handler. */
  public HandlerMarks<T> keepMarks() {
    marks.keep();
    return marks;
  }

  /** The rate of all replicas' calls. */
  public CallRate callRate() {
    return callRate;
  }

  /** Probes, and what follows an outage. */
  public OutageOperations<T> outages() {
    return outages;
  }

  /** Expiry. */
  public ExpiryOperations expiry() {
    return expiry;
  }

  /** What is known of the schedule. */
  public ClaimSchedule schedule() {
    return parts.schedule();
  }

  /** The settings in force. */
  public CacheSettings cacheSettings() {
    return settings.cache();
  }

  /** Takes part, and loads all items. */
  public void open() {
    lifecycle.open();
  }

  /** Lets go. */
  public void close() {
    lifecycle.close();
  }

  /** Asks Redis for its figures now. For tests. */
  public void heartbeat() {
    lifecycle.heartbeat();
  }

  /** The figures of this replica, and what it was told last of those of all. */
  public StoreStats stats() {
    return new StoreStats(
        parts.schedule().overdue(),
        parts.schedule().lagNanos(),
        items().failing(),
        demand(),
        lifecycle.isLoaded() ? items().live() : Long.MAX_VALUE,
        0,
        unreadable.count(),
        reconciler.restored(),
        unreadable.some(UNREADABLE_IN_STATS),
        parts.availability().failure(),
        items().stretch().factor());
  }

  private double demand() {
    return items().demand(cacheSettings().resyncPeriod());
  }

  /** Who shares the store; null while Redis does not tell. */
  public @Nullable Cluster cluster() {
    return members.now();
  }

  /** Makes these settings hold for all replicas. */
  public void retune(CacheSettings changed) {
    CacheSettings before = settings.cache();
    long tuning =
        epochGuard.call(
            () ->
                controlScripts.retune(
                    SharedSettings.tps(changed), changed.burst(), SharedSettings.period(changed)));
    settings.retuned(changed, tuning);
    double factor = (double) SharedSettings.period(changed) / SharedSettings.period(before);
    if (factor != 1) {
      epochGuard.call(
          () -> {
            controlScripts.rescale(tuning, factor);
            return tuning;
          });
    }
    parts.schedule().dueIn(0);
  }

  /** The external system wants to be left alone: no replica's call begins for so long. */
  public void hold(Duration asked, long callAgeNanos) {
    hold.hold(asked, callAgeNanos);
  }

  /** Holds all syncing of all replicas, or no longer. */
  public void pause(boolean paused) {
    epochGuard.call(
        () -> {
          controlScripts.pause(paused);
          return paused;
        });
    settings.paused(paused);
    parts.schedule().dueIn(0);
  }
}
