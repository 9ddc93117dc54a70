package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Claims, commits and releases runs of items: one script each, whatever their length, and those of
 * several workers together if they come at the same time. When Redis cannot be used nothing is
 * claimed, and what has been claimed is given back as soon as it can. Thread-safe.
 */
final class Syncing<T extends CacheItem> {

  private static final long REST_NANOS = 250_000_000;
  private static final long ASK_FOR_EXPIRED_NANOS = 60_000_000_000L;

  /** How long an item is left alone whose earlier sync by this replica is not over yet. */
  private static final long BUSY_MICROS = 100_000;

  /** One round trip may be on its way while Redis is at work for another. */
  private static final int LANES = 2;

  private final Replica<T> replica;
  private final Claims claims;
  private final Timetable timetable;
  private final Verdicts<T> verdicts;
  private final RoundTrips<Claiming> claiming;
  private final RoundTrips<Committing> committing;
  private final Queue<Claim> dropped = new ConcurrentLinkedQueue<>();
  private volatile long expireAt;

  Syncing(Replica<T> replica) {
    this.replica = replica;
    claims = replica.claims();
    timetable = replica.timetable();
    verdicts = new Verdicts<>(replica.codec());
    expireAt = replica.time().nanos();
    claiming = new RoundTrips<>(LANES, Catchup.PAGE, asking -> asking.most, this::claim);
    committing = new RoundTrips<>(LANES, Catchup.PAGE, run -> run.items, this::commit);
  }

  // Claiming.

  /** What a worker asks for, and what it gets: id and meta of each item claimed for it. */
  private static final class Claiming {
    final int most;
    Reply granted = new Reply(List.of());

    Claiming(int most) {
      this.most = most;
    }
  }

  int claim(ClaimedItems<T> run, int max) {
    if (!replica.isUsable()) {
      timetable.restFor(REST_NANOS);
      return 0;
    }
    Claiming mine = new Claiming(Math.min(max, Catchup.PAGE));
    try {
      claiming.join(mine);
    } catch (CacheUnavailableException e) {
      timetable.restFor(REST_NANOS);
      return 0;
    }
    take(mine.granted, run);
    return run.size();
  }

  private void claim(List<Claiming> together) {
    long ticket = timetable.asks();
    int most = together.stream().mapToInt(asking -> asking.most).sum();
    Reply reply =
        replica.run(Script.CLAIM, replica.leaseMicros(), most, replica.cacheSettings().maxBatch());
    timetable.answered(ticket, reply.number(1));
    timetable.overdue(reply.number(2), reply.number(3));
    replica.mayBeDue();
    int from = 4;
    for (Claiming asking : together) {
      int to = Math.min(reply.size(), from + 2 * asking.most);
      asking.granted = reply.part(from, to);
      from = to;
    }
  }

  private void take(Reply granted, ClaimedItems<T> run) {
    List<Claim> busy = new ArrayList<>();
    Map<Claim, Meta> unknown = new LinkedHashMap<>();
    for (int i = 0; i + 1 < granted.size(); i += 2) {
      Meta meta = Meta.read(granted.bytes(i + 1));
      Claim claim = new Claim(granted.text(i), meta);
      if (!claims.add(claim)) {
        busy.add(claim);
      } else if (!add(run, claim, meta)) {
        unknown.put(claim, meta);
      }
    }
    if (!unknown.isEmpty()) {
      addUnknown(run, unknown);
    }
    giveBack(busy, BUSY_MICROS);
  }

  /** Adds a claimed item as it is known here; false if that is not its latest state. */
  private boolean add(ClaimedItems<T> run, Claim claim, Meta meta) {
    LocalItem<T> local = replica.items().get(claim.id);
    if (local == null
        || local.meta().generation() != meta.generation()
        || local.meta().version() < meta.version()) {
      return false;
    }
    boolean first = meta.synced() == 0 && meta.failures() == 0;
    run.add(claim, claim.id, local.item(), meta.period(), first ? -1 : meta.failures());
    return true;
  }

  private void addUnknown(ClaimedItems<T> run, Map<Claim, Meta> unknown) {
    List<Claim> unreadable = new ArrayList<>();
    try {
      replica.catchup().reread(unknown.keySet().stream().map(claim -> claim.id).toList());
    } catch (CacheUnavailableException e) {
      unknown.keySet().forEach(this::drop);
      return;
    }
    unknown.forEach(
        (claim, meta) -> {
          if (!add(run, claim, meta)) {
            claims.remove(claim);
            unreadable.add(claim);
          }
        });
    giveBack(unreadable, replica.periodMicros());
  }

  // Committing.

  /** The verdicts of a run, three arguments each, and the answer to them, if there is one. */
  private static final class Committing {
    final int items;
    final List<byte[]> arguments;
    @Nullable Reply reply;

    Committing(int items) {
      this.items = items;
      arguments = new ArrayList<>(3 * items);
    }
  }

  void commit(ClaimedItems<T> run) {
    int[] verdict = found(run);
    if (verdict.length == 0) {
      return;
    }
    Committing mine = new Committing(verdict.length);
    for (int i : verdict) {
      byte[] body = verdicts.body(run, i);
      Claim claim = (Claim) run.claim(i);
      mine.arguments.add(claim.id.getBytes(UTF_8));
      mine.arguments.add(Verdicts.head(run, i, claim));
      mine.arguments.add(body);
    }
    try {
      committing.join(mine);
    } catch (CacheUnavailableException e) {
      replica.log().debug("{} syncs could not be committed", run.size(), e);
    }
    Reply reply = mine.reply;
    for (int n = 0; n < verdict.length; n++) {
      int i = verdict[n];
      Claim claim = (Claim) run.claim(i);
      if (reply == null) {
        drop(claim);
        replica.catchup().doubt(claim.id);
      } else if (!reply.isNull(n)) {
        accept(run, i, claim, Meta.read(reply.bytes(n)));
      }
    }
  }

  /** Which items have something to commit: of one that was deferred only the claim ends. */
  private static int[] found(ClaimedItems<?> run) {
    return IntStream.range(0, run.size()).filter(i -> !run.isDeferred(i)).toArray();
  }

  private void commit(List<Committing> together) {
    if (!replica.isUsable()) {
      return;
    }
    List<byte[]> arguments = new ArrayList<>(Reply.arguments(replica.retentionMicros()));
    together.forEach(run -> arguments.addAll(run.arguments));
    Reply reply = replica.runRaw(Script.COMMIT, arguments);
    int from = 0;
    for (Committing run : together) {
      run.reply = reply.part(from, from + run.items);
      from += run.items;
    }
  }

  private void accept(ClaimedItems<T> run, int i, Claim claim, Meta meta) {
    run.accept(i);
    claim.tell();
    switch (run.outcome(i)) {
      case UPDATED ->
          replica.items().put(claim.id, new LocalItem<>(run.update(i), meta, null), (p, c) -> {});
      case DELETED -> replica.items().remove(claim.id, meta.version(), System.nanoTime());
      case UNCHANGED -> replica.items().synced(claim.id, meta, null);
      case FAILED -> replica.items().synced(claim.id, meta, run.error(i));
      case DEFERRED -> {} // never committed
    }
    replica.hastened().servedBy(claim.id, claim.run);
    if (run.outcome(i) != Outcome.DELETED && !run.isHeld(i)) {
      if (meta.isTerminal()) {
        rests();
      } else {
        boolean hastened = run.outcome(i) != Outcome.FAILED && meta.due() <= meta.synced();
        timetable.dueIn(hastened ? 0 : run.delay(i));
      }
    }
  }

  // Releasing.

  void release(ClaimedItems<T> run) {
    List<Claim> open = new ArrayList<>();
    for (int i = 0; i < run.size(); i++) {
      Claim claim = (Claim) run.claim(i);
      boolean mine = claims.remove(claim);
      if (mine && !(run.isAccepted(i) && !run.isHeld(i))) {
        open.add(claim);
      }
      claim.told().forEach(Runnable::run);
    }
    if (!open.isEmpty()) {
      giveBack(open, -1);
      timetable.dueIn(0);
    }
  }

  private void drop(Claim claim) {
    if (claims.remove(claim)) {
      dropped.add(claim);
    }
  }

  /** Gives claims back that are no longer looked after here. */
  private void giveBack(List<Claim> some, long delayMicros) {
    if (some.isEmpty()) {
      return;
    }
    List<byte[]> arguments =
        new ArrayList<>(Reply.arguments(delayMicros, replica.retentionMicros()));
    some.forEach(claim -> arguments.addAll(Reply.arguments(claim.id, claim.generation, claim.run)));
    try {
      if (replica.isUsable()) {
        replica.runRaw(Script.RELEASE, arguments);
        return;
      }
    } catch (CacheUnavailableException e) {
      replica.log().debug("{} claims are given back later", some.size(), e);
    }
    dropped.addAll(some);
  }

  /** Gives back what was dropped while Redis could not be used. */
  void releaseDropped() {
    while (!dropped.isEmpty() && replica.isUsable()) {
      List<Claim> some = new ArrayList<>();
      while (!dropped.isEmpty() && some.size() < Catchup.PAGE) {
        some.add(dropped.remove());
      }
      giveBack(some, -1);
    }
  }

  /** Keeps the leases of all that is claimed and reserved. */
  void renew() {
    List<byte[]> all = claims.renewals();
    for (int from = 0; from < all.size(); from += 3 * Catchup.PAGE) {
      List<byte[]> arguments = new ArrayList<>(Reply.arguments(replica.leaseMicros()));
      arguments.addAll(all.subList(from, Math.min(all.size(), from + 3 * Catchup.PAGE)));
      replica.runRaw(Script.RENEW, arguments);
    }
  }

  // Expiring.

  long untilExpiry() {
    return Math.max(0, expireAt - replica.time().nanos());
  }

  void expire() {
    if (!replica.isUsable()) {
      expireAt = replica.time().nanos() + REST_NANOS;
      return;
    }
    Reply reply;
    try {
      reply = replica.run(Script.EXPIRE);
    } catch (CacheUnavailableException e) {
      expireAt = replica.time().nanos() + REST_NANOS;
      return;
    }
    for (int i = 1; i + 1 < reply.size(); i += 2) {
      Meta removal = Meta.read(reply.bytes(i + 1));
      replica.arrivals().removed(reply.text(i), removal.version(), RemovalCause.EXPIRED);
    }
    long micros = reply.number(0);
    long wait =
        micros < 0
            ? ASK_FOR_EXPIRED_NANOS
            : Math.min(ASK_FOR_EXPIRED_NANOS, TimeUnit.MICROSECONDS.toNanos(micros));
    expireAt = replica.time().nanos() + wait;
  }

  /** An item has become terminal here, and expires when the retention is over. */
  void rests() {
    long retention = TimeUnit.MICROSECONDS.toNanos(replica.retentionMicros());
    long at = replica.time().nanos() + retention;
    if (at - expireAt < 0) {
      expireAt = at;
    }
  }
}
