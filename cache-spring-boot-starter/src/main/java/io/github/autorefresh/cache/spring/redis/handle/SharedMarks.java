package io.github.autorefresh.cache.spring.redis.handle;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spi.ForeignCode;
import io.github.autorefresh.cache.spi.HandlerClaim;
import io.github.autorefresh.cache.spi.HandlerMarks;
import io.github.autorefresh.cache.spring.redis.copy.LocalItem;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.lease.ApplicationCalls;
import io.github.autorefresh.cache.spring.redis.lease.CopyUpdates;
import io.github.autorefresh.cache.spring.redis.lease.CreateOperations;
import io.github.autorefresh.cache.spring.redis.lease.ExpiryOperations;
import io.github.autorefresh.cache.spring.redis.lease.LeaseParts;
import io.github.autorefresh.cache.spring.redis.lease.LeaseSettings;
import io.github.autorefresh.cache.spring.redis.lease.MarkSchedule;
import io.github.autorefresh.cache.spring.redis.lease.Rests;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.HandlerGrant;
import io.github.autorefresh.cache.spring.redis.script.HandlerScripts;
import io.github.autorefresh.cache.spring.redis.script.MarkClaim;
import io.github.autorefresh.cache.spring.redis.script.Session;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The marks of one cache, which are in Redis; how many there are is known here. Commits and
 * creations set them. Thread-safe.
 */
public final class SharedMarks<T extends CacheItem> implements HandlerMarks<T> {

  private static final Logger log = LoggerFactory.getLogger(SharedMarks.class);

  private final HandlerScripts scripts;
  private final Session session;
  private final HandlerCalls calls = new HandlerCalls();
  private final HandlerTrips trips;
  private final Abandoned abandoned;
  private final CreateOperations<T> creations;
  private final Availability availability;
  private final ApplicationCalls applicationCalls;
  private final LeaseSettings settings;
  private final MarkSchedule schedule;
  private final LocalItems<T> items;
  private final CopyUpdates<T> updates;
  private final Rests rests;

  /**
   * Of one replica.
   *
   * @param remoteFailure what is told of a failure of another replica, from its text
   */
  public SharedMarks(
      LeaseParts<T> parts,
      HandlerScripts scripts,
      CreateOperations<T> creations,
      ExpiryOperations expiry,
      Function<String, Throwable> remoteFailure) {
    this.scripts = scripts;
    session = parts.session();
    this.creations = creations;
    availability = parts.availability();
    applicationCalls = parts.calls();
    settings = parts.settings();
    schedule = parts.marks();
    items = parts.items();
    updates = parts.updates();
    rests = parts.rests();
    trips = new HandlerTrips(parts, scripts, calls, expiry);
    abandoned = new Abandoned(parts, scripts, expiry, remoteFailure);
  }

  /** The calls that this replica makes. */
  public HandlerCalls calls() {
    return calls;
  }

  /** This replica has a handler. */
  public void keep() {
    schedule.handlerExists(settings.cache().handler().retention());
    scripts.announceHandler(
        TimeUnit.NANOSECONDS.toMicros(settings.cache().handler().retention().toNanos()));
  }

  @Override
  public T fulfil(String id, T item, long period, long untilFirstSync) {
    return creations.fulfil(id, item, period, untilFirstSync, true);
  }

  @Override
  public @Nullable HandlerClaim<T> claim() {
    return claimOf(trips.next());
  }

  @Override
  public @Nullable HandlerClaim<T> handledThenClaim(HandlerClaim<T> claim) {
    MarkClaim own = (MarkClaim) claim.mark();
    return claimOf(calls.contains(own) ? trips.returnedThenNext(own) : trips.next());
  }

  private @Nullable HandlerClaim<T> claimOf(HandlerGrant.@Nullable Item granted) {
    if (granted == null) {
      return null;
    }
    if (!calls.begin(granted.claim())) {
      trips.released(granted.claim(), LeaseSettings.BUSY_MICROS);
      return null;
    }
    if (!granted.epoch().equals(session.epoch())) {
      trips.released(granted.claim(), 0); // the calls may have been put back before it was one
      return null;
    }
    LocalItem<T> latest = latest(granted);
    if (latest == null) {
      String id = granted.claim().id();
      long rest = rests.ofCall(id, granted.fields(), settings.periodMicros());
      trips.released(granted.claim(), Rests.varied(rest));
      return null;
    }
    return handedIn(granted, latest);
  }

  /** What was marked after the grant, and is known here, is what is handed in. */
  private HandlerClaim<T> handedIn(HandlerGrant.Item granted, LocalItem<T> latest) {
    MarkClaim claim = granted.claim();
    long marked = Math.max(claim.marked(), latest.fields().marked());
    MarkClaim handedIn = claim.of(marked);
    calls.replace(claim, handedIn);
    return new HandlerClaim<>(handedIn, claim.id(), latest.item(), granted.failures());
  }

  /** The item as it is known here, if that is its latest state; null if it cannot be read. */
  private @Nullable LocalItem<T> latest(HandlerGrant.Item granted) {
    LocalItem<T> known = known(granted);
    if (known == null) {
      try {
        updates.read(List.of(granted.claim().id()));
      } catch (CacheUnavailableException e) {
        log.debug("Item {} cannot be read to be handled", granted.claim().id(), e);
      }
      known = known(granted);
    }
    return known;
  }

  private @Nullable LocalItem<T> known(HandlerGrant.Item granted) {
    LocalItem<T> local = items.get(granted.claim().id());
    return local != null
            && local.fields().generation() == granted.fields().generation()
            && local.fields().version() >= granted.fields().version()
        ? local
        : null;
  }

  @Override
  public void handled(HandlerClaim<T> claim) {
    MarkClaim own = (MarkClaim) claim.mark();
    if (calls.contains(own)) {
      trips.returned(own);
    }
  }

  @Override
  public void failed(HandlerClaim<T> claim, Throwable error) {
    MarkClaim own = (MarkClaim) claim.mark();
    if (!calls.contains(own) || !availability.takesOutcomes()) {
      return;
    }
    try {
      long age = scripts.fail(own, ForeignCode.text(error));
      if (age >= 0) {
        items.handlerFailed(own.id(), own.generation(), 0, error, age);
      }
    } catch (CacheUnavailableException e) {
      log.debug("Redis does not learn that the handler failed for {}", own.id(), e);
    }
  }

  @Override
  public void release(HandlerClaim<T> claim, long delayNanos) {
    MarkClaim own = (MarkClaim) claim.mark();
    if (calls.contains(own)) {
      trips.released(own, TimeUnit.NANOSECONDS.toMicros(delayNanos));
    }
  }

  @Override
  public boolean retry(String id) {
    boolean unhandled = applicationCalls.call(() -> scripts.retry(id));
    if (unhandled) {
      schedule.dueIn(0);
    }
    return unhandled;
  }

  @Override
  public int claimable(int max) {
    return schedule.claimable(max);
  }

  @Override
  public List<GivenUp> giveUp() {
    return abandoned.giveUp();
  }

  @Override
  public long untilGiveUp() {
    return abandoned.untilGiveUp();
  }

  @Override
  public long untilMore() {
    return schedule.untilMore();
  }

  @Override
  public Stats stats() {
    return new Stats(
        items.unhandled(), items.handlerFailures().size(), items.handlerFailures().longestNanos());
  }

  /** True if Redis is still to be told of calls that are over. */
  public boolean hasUnsent() {
    return trips.hasUnsent();
  }

  /** Tells of calls that are over, if that is still to be done; keeps the leases of the others. */
  public void renew() {
    trips.sendUnsent();
    if (availability.takesOutcomes() && !calls.isEmpty()) {
      scripts.renew(settings.leaseMicros(), calls.all());
    }
  }

  /** Redis can be used again, or is another: tells it what it does not know, and asks anew. */
  public void resume() {
    trips.sendUnsent();
    schedule.areDue(1);
  }
}
