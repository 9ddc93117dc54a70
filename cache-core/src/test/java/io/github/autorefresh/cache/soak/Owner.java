package io.github.autorefresh.cache.soak;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheFullException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that creates, deletes, reads, refreshes and awaits the things it owns. As nobody else
 * creates or deletes these, it knows what to find.
 */
final class Owner extends Thread {

  private static final int AT_ONCE = 50;
  private static final int MOST_SUCCEEDED = 1_000;
  private static final long REST_NANOS = 2_000_000;

  private final AutoRefreshCache<Thing> cache;
  private final Findings findings;
  private final SplittableRandom random;
  private final Life[] lives;
  private final int first;
  private final int step;
  private final AtomicLong refreshing = new AtomicLong();
  private final AtomicLong awaiting = new AtomicLong();
  private final List<Life> succeeded = new ArrayList<>();
  private volatile boolean ended;

  /** Owns every {@code step}-th thing from the first. */
  Owner(AutoRefreshCache<Thing> cache, Findings findings, Life[] lives, int first, int step) {
    super("owner-" + first);
    this.cache = cache;
    this.findings = findings;
    this.random = new SplittableRandom(first);
    this.lives = lives;
    this.first = first;
    this.step = step;
    setDaemon(true);
  }

  @Override
  public void run() {
    try {
      for (int number = first; number < lives.length && !ended; number += step) {
        create(number);
      }
      while (!ended) {
        for (int i = 0; i < AT_ONCE; i++) {
          act(first + step * random.nextInt(lives.length / step));
        }
        LockSupport.parkNanos(REST_NANOS);
      }
    } catch (RuntimeException | Error e) {
      findings.require(false, "an owner failed", e);
    }
  }

  void end() {
    ended = true;
  }

  /** Refreshes that have no answer yet. */
  long refreshing() {
    return refreshing.get();
  }

  /** States that are waited for. */
  long awaiting() {
    return awaiting.get();
  }

  /** Lives that must be over, since another one of the same id began. */
  List<Life> succeeded() {
    return succeeded;
  }

  private void act(int number) {
    int chance = random.nextInt(100);
    if (chance < 10) {
      delete(number);
    } else if (chance < 40) {
      create(number);
    } else if (chance < 50) {
      count(refreshing, cache.refresh(String.valueOf(number)));
    } else if (chance < 55) {
      int state = random.nextInt(10);
      CompletableFuture<Thing> future =
          cache.await(String.valueOf(number), thing -> thing.state() > state);
      count(awaiting, future);
      if (random.nextBoolean()) {
        future.cancel(false);
      }
    } else {
      read(number);
    }
  }

  private static void count(AtomicLong pending, CompletableFuture<Thing> future) {
    pending.incrementAndGet();
    var unused = future.whenComplete((thing, error) -> pending.decrementAndGet());
  }

  private void delete(int number) {
    if (cache.delete(String.valueOf(number))) {
      Thing back = cache.get(String.valueOf(number));
      findings.require(back == null, "came back after its delete", back);
    }
  }

  private void create(int number) {
    Life life = new Life();
    Life before = lives[number];
    boolean over = before == null || before.isOver();
    Thing thing = Thing.of(number, life, 0);
    Thing winner;
    try {
      winner = random.nextBoolean() ? cache.getOrCreate(thing) : createBy(thing);
    } catch (CacheFullException full) {
      return;
    } catch (CreatorFailure failure) {
      findings.require(cache.get(thing.id()) == null, "stored by a failed creator", thing);
      return;
    }
    if (winner.life() == life) {
      lives[number] = life;
      if (before != null) {
        succeeded.add(before); // it may be a moment until its removal is told
        if (succeeded.size() > MOST_SUCCEEDED) {
          succeeded.removeIf(Life::isOver);
        }
      }
    } else {
      findings.require(winner.life() == before && !over, "from another life", winner);
    }
  }

  private Thing createBy(Thing thing) {
    boolean failing = random.nextInt(10) == 0;
    return cache.getOrCreate(
        thing.id(),
        id -> {
          if (failing) {
            throw new CreatorFailure();
          }
          return thing;
        });
  }

  private void read(int number) {
    Life life = lives[number];
    boolean over = life == null || life.isOver();
    Thing thing = cache.get(String.valueOf(number));
    if (thing != null) {
      findings.require(thing.life() == life && !over, "read though its life was over", thing);
      findings.require(thing.state() != Thing.POISON, "a discarded result was kept", thing);
    }
  }

  private static final class CreatorFailure extends RuntimeException {}
}
