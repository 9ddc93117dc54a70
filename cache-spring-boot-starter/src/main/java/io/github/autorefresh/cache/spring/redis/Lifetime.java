package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheItem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replica's life, from the opening to the close: what it does again and again meanwhile, and how
 * it finds out whether Redis can be used. Thread-safe.
 */
final class Lifetime<T extends CacheItem> {

  private static final Logger log = LoggerFactory.getLogger(Lifetime.class);

  private static final Duration PULSE = Duration.ofSeconds(1);
  private static final Duration PULSE_TIMEOUT = Duration.ofSeconds(3);
  private static final long REMEMBERS_REMOVALS_NANOS = Duration.ofMinutes(2).toNanos();

  private final Replica<T> replica;
  private final Feed feed;
  private final Threads threads;
  private volatile boolean opened;
  private volatile boolean closed;

  /** Which Redis process answered last; empty if it did not tell. */
  private volatile String process = "";

  Lifetime(Replica<T> replica, Feed feed, Threads threads) {
    this.replica = replica;
    this.feed = feed;
    this.threads = threads;
  }

  /** Subscribes, loads all items, and stays current from then on. Returns when they are here. */
  synchronized void open() {
    if (opened || closed) {
      return;
    }
    opened = true;
    feed.start();
    Future<?> loading = threads.arrivals().submit(replica.reconciliation()::load);
    try {
      loading.get();
    } catch (ExecutionException e) {
      log.warn(
          "Cache \"{}\" starts without the items that Redis holds", replica.cache(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    replica.chores().soon(this::pulse); // to know whose items these are
    replica.chores().every(PULSE, this::pulse);
    replica.chores().every(replica.settings().lease().dividedBy(3), this::renew);
    replica
        .chores()
        .every(
            replica.settings().reconcileInterval(),
            () -> replica.chores().inOrder(replica.reconciliation()::readChanges));
    replica
        .chores()
        .every(
            Duration.ofMinutes(1),
            () -> replica.items().forget(System.nanoTime() - REMEMBERS_REMOVALS_NANOS));
  }

  /** Goes on looking after leases until the last call is over, then lets go. */
  synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    replica.link().closing();
    feed.stop();
    threads.arrivals().shutdown();
    if (replica.claims().isEmpty()) {
      threads.keeper().shutdown();
    }
  }

  private void renew() {
    if (closed && replica.claims().isEmpty()) {
      threads.keeper().shutdown();
    } else if (replica.isUsable()) {
      replica.syncing().renew();
    }
  }

  /** Looks whether Redis can be used, and what holds. */
  void pulse() {
    if (closed) {
      return;
    }
    if (!replica.membership().hasEntered()) {
      replica.chores().inOrder(replica.reconciliation()::load);
      return;
    }
    Throwable failure = replica.link().failure();
    String sign = feed.isSilent() ? "1" : "0";
    Future<List<@Nullable Object>> beat =
        threads.callers().submit(() -> replica.link().run(Script.PULSE, Reply.arguments(sign)));
    Reply held = new Reply(replica.link().await(beat, PULSE_TIMEOUT));
    replica.timetable().overdue(held.number(1), held.number(2));
    if (failure != null) {
      replica.link().works();
      boolean damaged = Link.rootMessage(failure).contains("WRONGTYPE");
      replica.chores().inOrder(() -> replica.reconciliation().recover(damaged));
    }
    replica.shared().adopt(held, 3);
    lookWhoAnswers(held.text(8));
    feed.check();
  }

  /** Another process may lack what was not yet written or copied when the one before it ended. */
  private void lookWhoAnswers(String now) {
    String before = process;
    process = now;
    if (!before.isEmpty() && !now.isEmpty() && !before.equals(now)) {
      replica.chores().inOrder(replica.reconciliation()::followFailover);
    }
  }
}
