package io.github.autorefresh.cache.soak;

import io.github.autorefresh.cache.CacheSyncItem;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * The external system, whose states move on, and a client of it that fails in every way a sync can,
 * until it is healed. Thread-safe.
 */
final class World implements CacheSyncItem<Thing> {

  private static final int ONE_IN = 100_000;

  private final Findings findings;
  private final AtomicIntegerArray states;
  private final long hangNanos;
  final LongAdder calls = new LongAdder();
  final LongAdder hangs = new LongAdder();
  private volatile boolean healthy;
  private volatile boolean stopping;

  World(int things, Duration syncTimeout, Findings findings) {
    this.states = new AtomicIntegerArray(things);
    this.hangNanos = 4 * syncTimeout.toNanos();
    this.findings = findings;
  }

  @Override
  public Thing sync(Thing thing) throws Exception {
    calls.increment();
    findings.require(thing.life().enter(), "synced twice at once, or though terminal", thing);
    try {
      return healthy ? latest(thing) : unreliable(thing);
    } finally {
      thing.life().leave();
    }
  }

  @SuppressWarnings("ThrowSpecificExceptions") // any will do
  private Thing unreliable(Thing thing) throws Exception {
    int chance = ThreadLocalRandom.current().nextInt(ONE_IN);
    if (chance < 300) {
      throw new Exception("a checked failure");
    } else if (chance < 400) {
      throw new IllegalStateException("an unchecked failure");
    } else if (chance < 430) {
      throw new StackOverflowError("an error");
    } else if (chance < 480) {
      return Thing.of(1 + Integer.parseInt(thing.id()), thing.life(), Thing.POISON);
    } else if (chance < 500) {
      return new Thing(thing.id(), thing.life(), Thing.POISON, false, Duration.ZERO);
    } else if (chance < 530) {
      thing.life().answeredGone();
      return null;
    } else if (chance < 560) {
      return new Thing(thing.id(), thing.life(), thing.state() + 1, true, null);
    } else if (chance < 566) {
      hangs.increment();
      Thread.sleep(Duration.ofNanos(hangNanos).toMillis());
    } else if (chance < 568) {
      hangs.increment();
      return hangRegardless(thing);
    } else if (chance < 30_000) {
      states.incrementAndGet(Integer.parseInt(thing.id()));
    }
    return latest(thing);
  }

  /** Takes no notice of its interrupt; what it answers then is nobody's, unless by a stop. */
  private Thing hangRegardless(Thing thing) {
    long began = System.nanoTime();
    boolean interrupted = false;
    while (System.nanoTime() - began < hangNanos) {
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted && !stopping ? thing.as(Thing.POISON) : latest(thing);
  }

  private Thing latest(Thing thing) {
    int state = states.get(Integer.parseInt(thing.id()));
    return state == thing.state() ? thing : thing.as(state);
  }

  boolean isLatest(Thing thing) {
    return thing.isTerminal() || thing.state() == states.get(Integer.parseInt(thing.id()));
  }

  /** The cache is about to be stopped, or runs again. */
  void stopping(boolean now) {
    stopping = now;
  }

  void heal() {
    healthy = true;
  }
}
