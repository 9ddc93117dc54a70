package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.Grant;
import io.github.autorefresh.cache.spring.redis.script.OutageScripts;
import io.github.autorefresh.cache.spring.redis.script.OutageState;
import io.github.autorefresh.cache.spring.redis.script.Pages;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What is claimed during an outage of the external system, and what is made due after it.
 * Thread-safe.
 */
public final class OutageOperations<T extends CacheItem> {

  private final OutageScripts scripts;
  private final Supplier<Epoch> epoch;
  private final Availability availability;
  private final LeaseSettings settings;
  private final ClaimSchedule schedule;
  private final ClaimOperations<T> claims;
  private final ProbeCandidates<T> candidates;
  private final KnownOutage known;

  /** Of one replica. */
  public OutageOperations(
      LeaseParts<T> parts, OutageScripts scripts, ClaimOperations<T> claims, KnownOutage known) {
    this.scripts = scripts;
    epoch = parts.session()::epoch;
    availability = parts.availability();
    settings = parts.settings();
    schedule = parts.schedule();
    candidates = new ProbeCandidates<>(parts.items());
    this.claims = claims;
    this.known = known;
  }

  /** See {@link io.github.autorefresh.cache.spi.ItemStore#claimProbe}. */
  public int claimProbe(ClaimedItems<T> run, int max, Collection<String> asked, boolean others) {
    OutageState outage = known.state();
    if (!outage.isOn()) {
      return 0; // it has just ended
    }
    long timeout = TimeUnit.NANOSECONDS.toMicros(settings.cache().syncTimeout().toNanos());
    OutageScripts.Probe probe = new OutageScripts.Probe(max, outage, others, timeout);
    if (!mayClaimOthers(run, probe, List.of())) { // else all items would be looked at in vain
      return 0;
    }
    int tried = 0;
    for (int most = Pages.SIZE; availability.isUsable(); most = more(most)) {
      List<String> ids = candidates.best(most, asked, others, outage.since());
      while (tried < ids.size()) { // all of those before are claimed
        List<String> page = ids.subList(tried, Math.min(ids.size(), tried + Pages.SIZE));
        tried += page.size();
        if (!mayClaimOthers(run, probe, page)) {
          return run.size();
        }
      }
      if (ids.size() < most) {
        return 0;
      }
    }
    return 0;
  }

  private static int more(int items) {
    return (int) Math.min((long) items * Pages.SIZE, Integer.MAX_VALUE);
  }

  /** Claims some of these if it may; true if it may, and all of these are claimed. */
  private boolean mayClaimOthers(ClaimedItems<T> run, OutageScripts.Probe probe, List<String> ids) {
    long leaseMicros = settings.leaseMicros();
    try {
      Grant grant =
          claims.claim(
              run, (lane, request) -> scripts.probe(lane, request, leaseMicros, probe, ids));
      return grant.waitMicros() == 0 && grant.items().isEmpty();
    } catch (CacheUnavailableException e) {
      return false;
    }
  }

  /** See {@link io.github.autorefresh.cache.spi.ItemStore#recover}. */
  public long recover(long sinceNanos) {
    OutageScripts.Recovered recovered =
        scripts.recover(known.state(), TimeUnit.NANOSECONDS.toMicros(sinceNanos));
    if (!recovered.anotherIsOn()) {
      known.ended(epoch.get(), recovered.overAt());
    }
    schedule.figures(recovered.overdue(), recovered.lateMicros());
    schedule.dueIn(0);
    return recovered.failed();
  }
}
