package io.github.autorefresh.cache.spring.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A replica's part in the cluster, from its first call on: it knows the epoch, and the settings
 * that hold. Whatever a replica asks of Redis goes through here. Thread-safe.
 */
final class Membership {

  private final Link link;
  private final SharedSettings settings;
  private final LongSupplier seen;
  private final ExecutorService callers;
  private final Duration timeout;
  private final ReentrantLock entering = new ReentrantLock();
  private volatile boolean entered;

  /**
   * @param seen the highest version known here, which no other change may get
   * @param timeout how long an application's call waits for Redis
   */
  Membership(
      Link link,
      SharedSettings settings,
      LongSupplier seen,
      ExecutorService callers,
      Duration timeout) {
    this.link = link;
    this.settings = settings;
    this.seen = seen;
    this.callers = callers;
    this.timeout = timeout;
  }

  boolean hasEntered() {
    return entered;
  }

  boolean isUsable() {
    return entered && link.isUp();
  }

  /** Redis knows nobody any more. */
  void isLost() {
    entered = false;
  }

  /** Runs a script on this thread. */
  Reply run(Script script, List<byte[]> arguments) {
    return new Reply(link.run(script, arguments));
  }

  /** Runs a script for a thread of the application, which waits no longer than it may. */
  Reply call(Script script, Object... arguments) {
    enter();
    return new Reply(link.call(script, Reply.arguments(arguments), timeout));
  }

  /** Takes part in the cache, without having loaded anything yet. Does nothing the second time. */
  void enter() {
    if (entered) {
      return;
    }
    entering.lock();
    try {
      if (!entered) {
        takePart();
      }
    } finally {
      entering.unlock();
    }
  }

  private void takePart() {
    List<byte[]> arguments = new ArrayList<>(Reply.arguments(UUID.randomUUID(), seen.getAsLong()));
    arguments.addAll(settings.arguments());
    Future<List<@Nullable Object>> opening =
        callers.submit(() -> link.runInAnyEpoch(Script.OPEN, arguments));
    Reply held = new Reply(link.await(opening, timeout));
    link.enter(held.bytes(0));
    link.works();
    entered = true;
    settings.adopt(held, 3);
    settings.warnIfConfiguredOtherwise();
  }
}
