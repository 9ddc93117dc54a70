package io.github.autorefresh.cache.spring.redis.handle;

import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spi.HandlerMarks.GivenUp;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.lease.CopyUpdates;
import io.github.autorefresh.cache.spring.redis.lease.ExpiryOperations;
import io.github.autorefresh.cache.spring.redis.lease.LeaseParts;
import io.github.autorefresh.cache.spring.redis.lease.LeaseSettings;
import io.github.autorefresh.cache.spring.redis.lease.MarkSchedule;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.HandlerGivenUp;
import io.github.autorefresh.cache.spring.redis.script.HandlerScripts;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up what stays unhandled: asks Redis, which knows since when each item has been so, once
 * there may be something. Redis tells of each item until its answer was heard, so that each is told
 * of once, unless this replica dies at that moment. For one thread at a time.
 */
final class Abandoned {

  private static final Logger log = LoggerFactory.getLogger(Abandoned.class);

  private final HandlerScripts scripts;
  private final Availability availability;
  private final MarkSchedule schedule;
  private final LocalItems<?> items;
  private final CopyUpdates<?> updates;
  private final ExpiryOperations expiry;
  private final Function<String, Throwable> remoteFailure;
  private final long retentionMicros;

  private long request;
  private long heard;

  Abandoned(
      LeaseParts<?> parts,
      HandlerScripts scripts,
      ExpiryOperations expiry,
      Function<String, Throwable> remoteFailure) {
    this.scripts = scripts;
    this.expiry = expiry;
    this.remoteFailure = remoteFailure;
    availability = parts.availability();
    schedule = parts.marks();
    items = parts.items();
    updates = parts.updates();
    retentionMicros =
        TimeUnit.NANOSECONDS.toMicros(parts.settings().cache().handler().retention().toNanos());
  }

  /** As {@link io.github.autorefresh.cache.spi.HandlerMarks#untilGiveUp}. */
  long untilGiveUp() {
    if (items.unhandled() == 0) {
      schedule.allIsHandled();
    }
    return schedule.untilGiveUp();
  }

  /** As {@link io.github.autorefresh.cache.spi.HandlerMarks#giveUp}. */
  List<GivenUp> giveUp() {
    if (untilGiveUp() > 0) {
      return List.of();
    }
    schedule.giveUpAgainIn(LeaseSettings.REST_NANOS); // unless its answer is heard
    if (!availability.takesOutcomes()) {
      return List.of();
    }
    HandlerGivenUp answer;
    try {
      request++;
      answer = scripts.giveUp(retentionMicros, request, heard);
    } catch (CacheUnavailableException e) {
      log.debug("What is unhandled for too long is given up later", e);
      return List.of();
    }
    heard = request;
    schedule.longest(answer.longestMicros());
    if (answer.items().isEmpty()) { // else there may be more, and Redis keeps these until it knows
      schedule.allIsHeard();
    }
    List<GivenUp> given = new ArrayList<>();
    for (HandlerGivenUp.Item item : answer.items()) {
      take(item);
      given.add(
          new GivenUp(
              item.id(), item.error().isEmpty() ? null : remoteFailure.apply(item.error())));
    }
    return given;
  }

  private void take(HandlerGivenUp.Item item) {
    ItemFields fields = item.fields();
    if (fields == null) {
      updates.doubt(item.id());
    } else {
      updates.handled(item.id(), fields, item.versionBefore());
    }
    expiry.mayExpireIn(0);
  }
}
