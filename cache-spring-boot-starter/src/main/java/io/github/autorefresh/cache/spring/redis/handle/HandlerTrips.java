package io.github.autorefresh.cache.spring.redis.handle;

import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spring.redis.lease.CopyUpdates;
import io.github.autorefresh.cache.spring.redis.lease.ExpiryOperations;
import io.github.autorefresh.cache.spring.redis.lease.LeaseParts;
import io.github.autorefresh.cache.spring.redis.lease.LeaseSettings;
import io.github.autorefresh.cache.spring.redis.lease.MarkSchedule;
import io.github.autorefresh.cache.spring.redis.lease.RoundTrips;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.HandlerEnd;
import io.github.autorefresh.cache.spring.redis.script.HandlerGrant;
import io.github.autorefresh.cache.spring.redis.script.HandlerScripts;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import io.github.autorefresh.cache.spring.redis.script.MarkClaim;
import io.github.autorefresh.cache.spring.redis.script.Pages;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Redis how calls of the handler have ended, and claims what is to be handled next: by one
 * round trip, which all workers share that come at the same time. One is under way at a time, and
 * says which answer was heard last, so that what was granted without being heard is due again with
 * the next.
 *
 * <p>An end that cannot be sent while Redis cannot be used is sent as soon as it can, and until
 * then the lease is kept: a call that has returned is not made again. Thread-safe.
 */
final class HandlerTrips {

  private static final Logger log = LoggerFactory.getLogger(HandlerTrips.class);

  private final HandlerScripts scripts;
  private final HandlerCalls calls;
  private final Availability availability;
  private final LeaseSettings settings;
  private final MarkSchedule schedule;
  private final CopyUpdates<?> updates;
  private final ExpiryOperations expiry;
  private final RoundTrips<Worker> trips = new RoundTrips<>(1, Pages.SIZE, worker -> 1, this::make);
  private final Queue<HandlerEnd> unsent = new ConcurrentLinkedQueue<>();

  /** Both are for whoever makes a round trip. */
  private long request;

  private long heard;

  HandlerTrips(
      LeaseParts<?> parts, HandlerScripts scripts, HandlerCalls calls, ExpiryOperations expiry) {
    this.scripts = scripts;
    this.calls = calls;
    this.expiry = expiry;
    availability = parts.availability();
    settings = parts.settings();
    schedule = parts.marks();
    updates = parts.updates();
  }

  /** Somebody on a round trip: what it tells, whether it asks for a mark, and what it gets. */
  private static final class Worker {
    final @Nullable HandlerEnd end;
    final boolean asks;
    HandlerGrant.@Nullable Item granted;

    Worker(@Nullable HandlerEnd end, boolean asks) {
      this.end = end;
      this.asks = asks;
    }
  }

  /** The mark that has been due for longest; null if none is due, or if Redis cannot be used. */
  HandlerGrant.@Nullable Item next() {
    return join(new Worker(null, true));
  }

  /** A call has returned normally; then as {@link #next}. */
  HandlerGrant.@Nullable Item returnedThenNext(MarkClaim claim) {
    return join(new Worker(new HandlerEnd(claim, HandlerEnd.RETURNED), true));
  }

  /** A call has returned normally. */
  void returned(MarkClaim claim) {
    join(new Worker(new HandlerEnd(claim, HandlerEnd.RETURNED), false));
  }

  /** A call is over, or was never made; the mark is due after so long. */
  void released(MarkClaim claim, long delayMicros) {
    join(new Worker(new HandlerEnd(claim, Math.max(0, delayMicros)), false));
  }

  private HandlerGrant.@Nullable Item join(Worker worker) {
    if (!availability.takesOutcomes()) {
      sendLater(worker);
      sendUnsent(); // Redis may have become usable, and others have sent what there was, meanwhile
      return null;
    }
    try {
      trips.join(worker);
    } catch (CacheUnavailableException e) {
      log.debug("The end of a call of the handler is sent later, and none begins now", e);
      sendLater(worker);
    }
    return worker.granted;
  }

  private void sendLater(Worker worker) {
    if (worker.end != null) {
      unsent.add(worker.end);
    }
    if (worker.asks) {
      schedule.restFor(LeaseSettings.REST_NANOS);
    }
  }

  boolean hasUnsent() {
    return !unsent.isEmpty();
  }

  /** Sends what could not be sent before, if Redis can be used. */
  void sendUnsent() {
    if (!availability.takesOutcomes()) {
      return;
    }
    List<HandlerEnd> some = new ArrayList<>();
    for (HandlerEnd end = unsent.poll(); end != null; end = unsent.poll()) {
      some.add(end);
    }
    for (int from = 0; from < some.size(); from += Pages.SIZE) {
      List<HandlerEnd> page = some.subList(from, Math.min(some.size(), from + Pages.SIZE));
      try {
        take(page, scripts.end(page));
      } catch (CacheUnavailableException e) {
        unsent.addAll(page);
      }
    }
  }

  private void make(List<Worker> together) {
    List<HandlerEnd> ends =
        together.stream().map(worker -> worker.end).filter(Objects::nonNull).toList();
    List<Worker> asking = together.stream().filter(worker -> worker.asks).toList();
    if (asking.isEmpty()) {
      take(ends, scripts.end(ends));
      return;
    }
    long ticket = schedule.asks();
    request++;
    HandlerGrant grant = scripts.next(ends, settings.leaseMicros(), asking.size(), request, heard);
    heard = request;
    schedule.answered(ticket, grant.waitMicros(), grant.due());
    Iterator<HandlerGrant.Item> items = grant.items().iterator();
    for (Worker worker : asking) {
      worker.granted = items.hasNext() ? items.next() : null;
    }
    take(ends, grant);
  }

  private void take(List<HandlerEnd> ends, HandlerGrant grant) {
    schedule.longest(grant.longestMicros());
    for (int i = 0; i < ends.size(); i++) {
      calls.end(ends.get(i).claim());
      take(ends.get(i), grant.ended().get(i));
    }
  }

  private void take(HandlerEnd end, HandlerEnd.Answer answer) {
    ItemFields fields = answer.fields();
    if (fields == null) {
      updates.doubt(end.claim().id()); // it was told before, or another call has been made
      return;
    }
    if (end.hasReturned()) {
      updates.handled(end.claim().id(), fields, answer.versionBefore());
    }
    if (fields.isMarked()) {
      schedule.dueIn(TimeUnit.MICROSECONDS.toNanos(answer.waitMicros()));
    } else if (answer.waitMicros() >= 0) {
      expiry.mayExpireIn(answer.waitMicros());
    }
  }
}
