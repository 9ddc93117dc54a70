package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheSettings;

/**
 * Moves the {@link StretchedClock} of a queue, by what is demanded, permitted, due and claimed.
 *
 * <p>The gate holds only while the cache is at work. While it is suspended, by a pause, a stop, a
 * hold or an outage, items become due as planned and are seen to be late. So it goes on until the
 * cache has caught up: it has claimed what was held up, then what became due meanwhile, and so on
 * while that becomes less. Being late in this way is no overload, so until then the stretch that is
 * told takes no notice of it.
 *
 * <p>Guarded by the store's lock, but for {@link #permitted}.
 */
final class Stretching {

  private static final double NANOS_PER_SECOND = 1e9;

  /** So much work may be due at once, so that no permit and no worker waits for some. */
  private static final double BACKLOG_SECONDS = 0.25;

  /** A cache is at work if it has claimed something in the last second, or ten permits ago. */
  private static final long WORK_NANOS = 1_000_000_000;

  private static final int WORK_PERMITS = 10;

  /** Of what becomes ready in one tick, so many are looked at for one that would go too early. */
  private static final int LOOKED_AT = 64;

  private final DueQueue queue;
  private final DueTimes dues;
  private final Demand demand;
  private final StretchMeter meter = new StretchMeter();
  private final StretchedClock clock = new StretchedClock(meter);
  private final SlotOffsets offsets = new SlotOffsets();
  private final ClaimMeter claims = new ClaimMeter();
  private long period;
  private int maxBatch;
  private volatile double tps;

  private boolean suspended;

  /** True from a suspension until what it held up, and what came meanwhile, has been claimed. */
  private boolean catchingUp;

  /** What was due by then, in stretched time, has been held up. */
  private long heldUpUntil;

  /** How many were due then; zero once that does not become less. */
  private int heldUp;

  Stretching(DueQueue queue, DueTimes dues, Demand demand, CacheSettings settings) {
    this.queue = queue;
    this.dues = dues;
    this.demand = demand;
    queue.keep(offsets);
    settings(settings);
  }

  void settings(CacheSettings settings) {
    period = settings.resyncPeriod().toNanos();
    maxBatch = settings.maxBatch();
    tps = settings.tps();
  }

  /** So many calls per second are permitted; infinite if there is no limit. */
  void permitted(double callsPerSecond) {
    if (callsPerSecond != tps) {
      tps = callsPerSecond;
    }
  }

  StretchedClock clock() {
    return clock;
  }

  /** By how much intervals are longer than planned; may be read without the lock. */
  double stretch() {
    return meter.stretch();
  }

  /** Nothing is claimed from now on until the next claim, whatever is due. */
  void suspend() {
    suspended = true;
    catchingUp = true;
  }

  /** So many items have been claimed, after {@link #advance}. */
  void claimed(int items, long now) {
    if (items > 0) {
      claims.claimed(items, now);
      meter.claimed(items);
      if (suspended) {
        suspended = false;
        heldUpUntil = clock.now();
        heldUp = Integer.MAX_VALUE;
      }
    }
  }

  /** So many items that were claimed are not synced. */
  void unmade(int items) {
    claims.unmade(items);
    meter.claimed(-items);
  }

  /** The claims of so many items have ended. */
  void released(int items) {
    claims.released(items);
  }

  /** In syncs per second. */
  double demand() {
    return demand.perSecond(period);
  }

  /** An interval of that slot begins now. */
  void begins(int slot) {
    offsets.set(slot, clock.offset());
  }

  /** When the interval of that slot began, the stretched time was behind by at least this. */
  void beginsWith(int slot, long offset) {
    if (offset > offsets.get(slot)) {
      offsets.set(slot, offset);
    }
  }

  /** By how much the stretched time was behind the real one when the slot's interval began. */
  long offset(int slot) {
    return offsets.get(slot);
  }

  /**
   * By how much that slot becomes ready before its unstretched time, because the stretched time has
   * jumped since its interval began; zero if it does not.
   */
  long broughtForward(int slot) {
    return Math.max(0, offsets.get(slot) - clock.offset());
  }

  /**
   * The least that {@link #offset} can be for an interval that began so long ago: the stretched
   * time has fallen behind by no more than has passed.
   */
  long leastOffset(long ago) {
    return Math.max(0, clock.offset() - ago);
  }

  /** Lets real time pass, and as much stretched time as the rules allow. */
  void advance(long now) {
    double factor = factor();
    long target = clock.at(now, factor);
    long reached = queue.isAdvanced(target) ? target : queue.advance(target, gate(now));
    clock.pass(now, Math.max(clock.now(), reached));
    if (catchingUp && !isHeldUp()) {
      holdUpWhatCameMeanwhile();
    }
    if (meter.isToObserve()) {
      observe(factor, now);
    }
  }

  private void holdUpWhatCameMeanwhile() {
    int left = periodic().size();
    heldUp = left < heldUp ? left : 0;
    heldUpUntil = heldUp > 0 ? clock.now() : heldUpUntil;
  }

  private void observe(double factor, long now) {
    if (catchingUp && !isHeldUp() && periodic().size() < enough(now)) {
      catchingUp = false;
    }
    if (catchingUp) {
      meter.ignore(factor);
    } else {
      meter.observe(factor, demand());
    }
  }

  private Lane periodic() {
    return queue.lanes().lane(Lanes.PERIODIC);
  }

  /** What is demanded, divided by what is permitted; at least 1. */
  private double factor() {
    return Math.max(1, demand() / (tps * maxBatch));
  }

  /** With so many in the periodic lane, the stretched time stands still. */
  private int gate(long now) {
    boolean open = isHeldUp() || !claims.isAtWork(now, workNanos());
    return open ? Integer.MAX_VALUE : enough(now);
  }

  private boolean isHeldUp() {
    if (!catchingUp || suspended) {
      return suspended;
    }
    int first = periodic().first();
    return first != DueQueue.NONE && dues.due(first) <= heldUpUntil;
  }

  private int enough(long now) {
    double rate = Math.min(tps * maxBatch, claims.perSecond(now));
    return (int) Math.min(Math.max(2.0 * maxBatch, BACKLOG_SECONDS * rate), Integer.MAX_VALUE);
  }

  private long workNanos() {
    return Math.max(WORK_NANOS, (long) (WORK_PERMITS * NANOS_PER_SECOND / tps));
  }

  /** Makes more ready, as long as that is not before its unstretched time, until so many are. */
  void catchUp(int wanted, long now) {
    while (clock.offset() > 0 && queue.ready() < wanted) {
      int slot = queue.next();
      if (slot == DueQueue.NONE || earliest(slot) > now) {
        return;
      }
      long to = DueQueue.readyAt(dues.due(slot));
      clock.pass(now, Math.max(clock.now(), queue.advance(to, Integer.MAX_VALUE)));
    }
  }

  /** The real time at which the slot that is ready next, and those with it, may be so. */
  private long earliest(int first) {
    long offset = 0;
    int looked = 0;
    for (int slot = first; slot != DueQueue.NONE; slot = queue.nextAfter(slot)) {
      offset = Math.max(offset, offsets.get(slot));
      if (++looked == LOOKED_AT) {
        break;
      }
    }
    return StoreClock.sum(DueQueue.readyAt(dues.due(first)), offset);
  }

  /**
   * Real nanoseconds until {@link #catchUp} may make more ready: zero if it may now; {@link
   * DueQueue#NEVER} if it is not known.
   */
  long untilEarly(long now) {
    int slot = clock.offset() > 0 ? queue.next() : DueQueue.NONE;
    return slot == DueQueue.NONE ? DueQueue.NEVER : Math.max(0, earliest(slot) - now);
  }

  /** Real nanoseconds until {@link #advance} may make more ready, or {@link DueQueue#NEVER}. */
  long untilDue(long now) {
    if (periodic().size() >= gate(now)) {
      return Math.max(1, claims.untilAtRest(now, workNanos()));
    }
    long next = queue.nextAdvance();
    return next == DueQueue.NEVER ? next : clock.until(next, factor());
  }

  /** The nanoseconds by which the first of a lane is late, in real time. */
  long lag(long now) {
    long lag = 0;
    for (int lane = 0; lane < Lanes.COUNT; lane++) {
      int slot = queue.lanes().lane(lane).first();
      if (slot != DueQueue.NONE) {
        long due = dues.due(slot);
        // While the stretched time stands still, those that are ready go on to wait.
        lag = Math.max(lag, lane == Lanes.PERIODIC ? now - clock.movedAt() + late(due) : now - due);
      }
    }
    return lag;
  }

  private long late(long due) {
    return (long) (Math.max(0, clock.now() - due) * meter.stretch());
  }
}
