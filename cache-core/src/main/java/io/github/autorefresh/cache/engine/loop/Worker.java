package io.github.autorefresh.cache.engine.loop;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.call.AfterCall;
import io.github.autorefresh.cache.engine.call.BorrowedThread;
import io.github.autorefresh.cache.engine.call.InFlight;
import io.github.autorefresh.cache.engine.call.TakenItems;
import io.github.autorefresh.cache.engine.commit.Settlement;
import io.github.autorefresh.cache.engine.commit.Telling;
import io.github.autorefresh.cache.engine.pace.JitterSequence;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ForeignCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs on a thread of the executor, in one task at a time: claims items, with permits, calls the
 * sync function for them, commits the outcomes, notifies of them, releases the claims, and repeats
 * this until nothing is claimable now or very soon.
 */
public final class Worker<T extends CacheItem> {

  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  private final String cache;
  private final Work<T> work;
  private final WorkerPool<T> pool;
  private final JitterSequence jitter;
  private int holdsBefore;
  private ClaimedItems<T> items = new ClaimedItems<>();
  private volatile @Nullable BorrowedThread borrowed;
  private volatile @Nullable InFlight<T> inFlight;
  private volatile @Nullable Telling<T> telling;

  Worker(String cache, Work<T> work, WorkerPool<T> pool, JitterSequence jitter) {
    this.cache = cache;
    this.work = work;
    this.pool = pool;
    this.jitter = jitter;
  }

  // Called by any thread.

  /** Its calls, or null if it has claimed nothing. */
  public @Nullable InFlight<T> inFlight() {
    return inFlight;
  }

  /** Its progress in notifying listeners, or null if it does not notify now. */
  @Nullable Telling<T> telling() {
    return telling;
  }

  /** True if it runs on this thread. */
  boolean isOn(Thread thread) {
    BorrowedThread mine = borrowed;
    return mine != null && mine.thread() == thread;
  }

  /** True if it is in a call for that item on that thread. */
  boolean isCalling(Thread thread, String id) {
    InFlight<T> calls = inFlight;
    return isOn(thread) && telling == null && calls != null && calls.isCalling(id);
  }

  /** True if it runs on another thread and its result still counts, so that a stop must wait. */
  boolean mustEnd(Thread self) {
    BorrowedThread mine = borrowed;
    InFlight<T> calls = inFlight;
    return mine != null && mine.thread() != self && (calls == null || !calls.isStuck());
  }

  // Called by its task.

  /**
   * Works until there is nothing left to do.
   *
   * @param brief true to end soon even if there is more to do, because this is the dispatcher's own
   *     thread
   */
  @SuppressWarnings("CatchThrowable") // a store that throws must not end a worker for good
  void run(boolean brief) {
    BorrowedThread mine = new BorrowedThread();
    borrowed = mine;
    try {
      long began = work.time().nanos();
      long claimedAt = began;
      boolean watchedClosely = false;
      int claimed = claimFirst();
      while (true) {
        if (claimed == 0 && work.hasWaited(claimedAt - began)) {
          claimedAt = work.time().nanos();
          claimed = claim();
        }
        if (claimed == 0) {
          return;
        }
        if (claimed > 1 && !watchedClosely) {
          work.loops().watchWithin(Watch.SLOW_NANOS);
          watchedClosely = true;
        }
        sync(mine);
        long now = work.time().nanos();
        work.pace().itemTakes().observe(claimed, now - claimedAt);
        if (mine.isWantedBack() || (brief && now - began > ShortWait.LONGEST_TASK_NANOS)) {
          return;
        }
        claimedAt = now;
        claimed = claim();
      }
    } catch (Throwable thrown) {
      ForeignCode.error(log, cache, "a worker failed", thrown);
      letGo();
    } finally {
      items.clear();
      inFlight = null;
      telling = null;
      borrowed = null;
      mine.giveBack();
    }
  }

  private int claimFirst() {
    int claimed = 0;
    try {
      claimed = claim();
    } finally {
      pool.looked(claimed > 0);
    }
    if (claimed > 0) {
      boolean unknown = Double.isNaN(work.pace().callTakes().nanos());
      long timeout = work.syncTimeout().toNanos();
      work.loops().watchWithin(unknown ? Math.min(Watch.SLOW_NANOS, timeout) : timeout);
    }
    return claimed;
  }

  /** Claims the next items; none if the worker should leave. */
  private int claim() {
    items.clear();
    Claiming claiming = work.pace().claiming();
    holdsBefore = claiming.holds();
    boolean probing = work.probing().isOn();
    boolean surplus = !probing && pool.active() > work.pace().workers().workers();
    if (surplus || !work.mayCall().mayCall()) {
      return 0;
    }
    return probing
        ? work.probing().claim(items)
        : claiming.claim(work.store(), items, work.pace().claimSize().items());
  }

  /** Calls the sync function for all claimed items, and settles them. */
  private void sync(BorrowedThread mine) {
    Claiming claiming = work.pace().claiming();
    ClaimedItems<T> claimed = items;
    mine.restore(false); // an interrupt from elsewhere must not reach the call
    boolean probe = claimed.isProbe();
    long began = work.time().nanos();
    claimed.calledAt(began);
    InFlight<T> calls = new InFlight<>(claimed, work.call().maxBatch(), mine.thread(), began);
    inFlight = calls;
    long permitsLast = work.store().permitsLast();
    long now = began;
    int made = 0;
    AfterCall next = AfterCall.CALL;
    while (next == AfterCall.CALL) {
      boolean permitted = now - claimed.permittedAt() <= permitsLast || work.store().renewPermit();
      boolean stopped = !work.mayCall().mayCall() || claiming.holds() != holdsBefore;
      if (!permitted || stopped || (!probe && work.probing().isOn())) {
        stopCalling(calls, permitted);
        break;
      }
      if (made == 0) {
        claiming.began(1, now);
      }
      long startedAt = now;
      int from = calls.callStart();
      int to = calls.callEnd();
      work.refreshes().begins(claimed, from, to);
      work.call().call(claimed, from, to, now, jitter);
      mine.restore(calls.wasInterrupted());
      long end = work.time().nanos();
      for (int i = from; i < to; i++) {
        claimed.took(i, end - now);
      }
      now = end;
      made++;
      next = calls.returned(now);
      boolean counts = next == AfterCall.CALL || next == AfterCall.SETTLE;
      if (counts && claiming.called(work.store(), claimed, from, to, startedAt, now)) {
        work.store().suspend();
      }
    }
    claiming.began(made - 1, now);
    if (made > 0) {
      work.counters().called(made, now - began);
      work.pace().callTakes().observe(made, now - began);
    }
    if (calls.wasInterrupted()) {
      mine.restore(true); // the engine's interrupt may have come after the call had returned
    }
    switch (next) {
      case SETTLE -> settle(mine, keepOnly(calls.owned()));
      case RELEASE -> {
        settlement().release(keepOnly(calls.owned()));
        work.loops().workMayBeDue();
      }
      case NOTHING -> items = new ClaimedItems<>();
      case CALL -> {} // stopCalling() has settled everything
    }
    if (probe) {
      work.probing().over(made > 0, work.loops());
    }
  }

  /** Notes that of its claim the worker owns only these items now. */
  private ClaimedItems<T> keepOnly(ClaimedItems<T> owned) {
    if (owned != items) {
      items = new ClaimedItems<>(); // other threads may be copying from the old one
    }
    return owned;
  }

  private void settle(BorrowedThread mine, ClaimedItems<T> owned) {
    boolean toTell = false;
    try {
      toTell = settlement().commit(owned);
    } finally {
      if (!toTell) {
        settlement().release(owned);
      }
    }
    if (toTell) {
      tell(mine, owned);
    }
    work.loops().dueAgain(owned);
  }

  private void tell(BorrowedThread mine, ClaimedItems<T> owned) {
    Telling<T> tells = new Telling<>(owned, mine.thread());
    telling = tells;
    if (owned.size() > 1 || work.pace().claimSize().isQuick()) {
      work.loops().watchWithin(Watch.SLOW_NANOS); // where calls are quick there are few workers
    }
    for (int i = tells.current(); i >= 0; i = tells.current()) {
      settlement().tell(owned, i);
      mine.restore(false);
      tells.next();
    }
    settlement().release(keepOnly(tells.owned()));
    telling = null;
  }

  /**
   * Makes no more calls: settles the synced items and gives the others back.
   *
   * @param permitted false if the permit of the next call is lost; it is not given back then
   */
  private void stopCalling(InFlight<T> calls, boolean permitted) {
    TakenItems<T> taken = calls.cancel();
    items = new ClaimedItems<>();
    if (taken == null) {
      return;
    }
    ClaimedItems<T> uncalled = taken.uncalled();
    try {
      settlement().settleOneByOne(taken.synced(), work.releasing());
    } finally {
      if (!permitted && uncalled.size() > 0) {
        int call = Math.min(work.call().maxBatch(), uncalled.size());
        ClaimedItems<T> others = uncalled.split(call);
        settlement().release(uncalled);
        uncalled = others;
      }
      settlement().giveBack(uncalled, calls.claimedAt());
    }
  }

  /** Gives up its claim after an unexpected failure. */
  @SuppressWarnings("CatchThrowable") // as in run()
  private void letGo() {
    InFlight<T> calls = inFlight;
    try {
      if (calls != null) {
        stopCalling(calls, true);
      }
    } catch (Throwable thrown) {
      ForeignCode.error(log, cache, "a worker failed again", thrown);
    }
  }

  private Settlement<T> settlement() {
    return work.settlement();
  }
}
