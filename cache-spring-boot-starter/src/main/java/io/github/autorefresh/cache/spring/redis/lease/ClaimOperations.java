package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spring.redis.copy.LocalItem;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.ClaimScripts;
import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.Grant;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import io.github.autorefresh.cache.spring.redis.script.Pages;
import io.github.autorefresh.cache.spring.redis.script.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Claims runs of items: one script each, whatever their length, and those of several workers
 * together if they come at the same time. While Redis cannot be used nothing is claimed. A claim
 * whose answer never came is asked about again, and given back. Thread-safe.
 */
public final class ClaimOperations<T extends CacheItem> {

  private final ClaimScripts scripts;
  private final Session session;
  private final Availability availability;
  private final LeaseSettings settings;
  private final Claims claims;
  private final ClaimSchedule schedule;
  private final LocalItems<T> items;
  private final CopyUpdates<T> updates;
  private final Rests rests;
  private final ReleaseOperations releases;
  private final CallRate rate;
  private final Runnable mayBeDue;
  private final Histories histories;
  private final ClaimLanes lanes;
  private final RoundTrips<Asking> trips;

  /**
   * The claims of one replica.
   *
   * @param rate of all replicas' calls
   * @param mayBeDue is called when more is known of what is due
   */
  public ClaimOperations(
      LeaseParts<T> parts,
      ClaimScripts scripts,
      ReleaseOperations releases,
      CallRate rate,
      Runnable mayBeDue) {
    this.scripts = scripts;
    session = parts.session();
    availability = parts.availability();
    settings = parts.settings();
    claims = parts.claims();
    schedule = parts.schedule();
    items = parts.items();
    updates = parts.updates();
    rests = parts.rests();
    this.releases = releases;
    this.rate = rate;
    this.mayBeDue = mayBeDue;
    histories = new Histories(settings);
    lanes = new ClaimLanes(scripts);
    trips = new RoundTrips<>(ClaimLanes.COUNT, Pages.SIZE, asking -> asking.most, this::claim);
  }

  /** What a worker asks for, and what it gets. */
  private static final class Asking {
    final int most;
    Epoch epoch = Epoch.NONE;
    List<Grant.Item> granted = List.of();
    long now;

    Asking(int most) {
      this.most = most;
    }
  }

  /** Claims up to so many items, and returns how many. */
  public int claim(ClaimedItems<T> run, int max) {
    if (!availability.isUsable()) {
      schedule.restFor(LeaseSettings.REST_NANOS);
      return 0;
    }
    Asking mine = new Asking(Math.min(max, Pages.SIZE));
    try {
      trips.join(mine);
    } catch (CacheUnavailableException e) {
      schedule.restFor(LeaseSettings.REST_NANOS);
      return 0;
    }
    take(mine.epoch, mine.granted, mine.now, run);
    return run.size();
  }

  /** Claims items by that request, and returns its answer. */
  Grant claim(ClaimedItems<T> run, ClaimLanes.Request request) {
    Epoch epoch = session.epoch();
    Grant grant = lanes.claim(request, unanswered -> giveBack(epoch, unanswered));
    take(epoch, grant.items(), grant.now(), run);
    return grant;
  }

  private void claim(List<Asking> together) {
    Epoch epoch = session.epoch();
    int most = together.stream().mapToInt(asking -> asking.most).sum();
    long ticket = schedule.asks();
    int perPermit = settings.cache().maxBatch();
    double permitted = rate.limit();
    double limit = Double.isInfinite(permitted) ? 0 : permitted;
    Grant grant =
        lanes.claim(
            (lane, request) ->
                scripts.claim(lane, request, settings.leaseMicros(), most, perPermit, limit),
            unanswered -> giveBack(epoch, unanswered));
    schedule.answered(ticket, grant.waitMicros(), grant.overdue(), grant.lateMicros());
    rate.made(grant.callsPerSecond());
    items.stretch().update(grant.stretch());
    mayBeDue.run();
    int from = 0;
    for (Asking asking : together) {
      int to = Math.min(grant.items().size(), from + asking.most);
      asking.granted = grant.items().subList(from, to);
      asking.epoch = epoch;
      asking.now = grant.now();
      from = to;
    }
  }

  /** Asks again about claims whose answers never came. */
  public void recallUnanswered() {
    Epoch epoch = session.epoch();
    lanes.recall(unanswered -> giveBack(epoch, unanswered));
  }

  private void giveBack(Epoch epoch, List<Grant.Item> unanswered) {
    releases.giveBack(unanswered.stream().map(item -> new Claim(epoch, item)).toList(), -1);
    schedule.dueIn(0);
  }

  private void take(Epoch epoch, List<Grant.Item> granted, long now, ClaimedItems<T> run) {
    Map<Long, List<Claim>> byRest = new TreeMap<>();
    Map<Claim, Grant.Item> unknown = new LinkedHashMap<>();
    for (Grant.Item item : granted) {
      Claim claim = new Claim(epoch, item);
      if (!claims.add(claim)) {
        busy(claim, LeaseSettings.BUSY_MICROS, byRest);
      } else if (!claim.isOf(session.epoch())) {
        releases.drop(claim); // the claims may have been put back before it was one
      } else if (!add(run, claim, item, now, byRest)) {
        unknown.put(claim, item);
      }
    }
    if (!unknown.isEmpty()) {
      addUnknown(run, unknown, now, byRest);
    }
    byRest.forEach((micros, resting) -> releases.giveBack(resting, Rests.varied(micros)));
  }

  private void busy(Claim claim, long micros, Map<Long, List<Claim>> byRest) {
    byRest.computeIfAbsent(micros, rest -> new ArrayList<>()).add(claim);
    schedule.dueIn(TimeUnit.MICROSECONDS.toNanos(2 * micros)); // no message tells of it
  }

  /**
   * Adds a claimed item as it is known here. It is busy while listeners are told of an earlier
   * change: they must not be told of its sync at the same time.
   *
   * @return false if what is known here is not its latest state
   */
  private boolean add(
      ClaimedItems<T> run, Claim claim, Grant.Item item, long now, Map<Long, List<Claim>> byRest) {
    String id = claim.id();
    ItemFields fields = item.fields();
    LocalItem<T> local = items.get(id);
    if (local == null
        || local.fields().generation() != fields.generation()
        || local.fields().version() < fields.version()) {
      return false;
    }
    if (items.events().isTelling(id)) {
      claims.remove(claim);
      busy(claim, rests.ofTelling(item, now, settings.periodMicros()), byRest);
      return true;
    }
    rests.forget(id);
    boolean first = fields.synced() == 0 && fields.failures() == 0;
    run.add(claim, id, local.item(), fields.period(), first ? -1 : fields.failures());
    histories.describe(run, item, now);
    return true;
  }

  private void addUnknown(
      ClaimedItems<T> run,
      Map<Claim, Grant.Item> unknown,
      long now,
      Map<Long, List<Claim>> byRest) {
    try {
      updates.read(unknown.keySet().stream().map(Claim::id).toList());
    } catch (CacheUnavailableException e) {
      unknown.keySet().forEach(releases::drop);
      return;
    }
    items.events().awaitTellers(); // or all of them would be busy
    unknown.forEach(
        (claim, item) -> {
          if (!add(run, claim, item, now, byRest)) {
            claims.remove(claim);
            byRest.computeIfAbsent(rest(item, now), micros -> new ArrayList<>()).add(claim);
          }
        });
  }

  /**
   * For how long an item is left alone whose latest state is not known here. If it could be read,
   * Redis has an older one than this replica, for which nobody is to call; to put the newer one
   * back ends that.
   */
  private long rest(Grant.Item item, long now) {
    long longest = settings.periodMicros();
    return updates.isUnreadable(item.id()) ? rests.ofSync(item, now, longest) : longest;
  }
}
