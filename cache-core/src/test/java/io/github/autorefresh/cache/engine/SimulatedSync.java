package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.SyncResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * The worst of sync functions: quick, slow, hanging, failing, wrong, deaf to interrupts, in batches
 * with results missing. It tells the reference what it is asked and what it answers.
 */
final class SimulatedSync {

  private final SimulatedWorld world;
  private final Luck luck;
  private final Reference reference;
  private final int parallelism;
  private final double quick;
  private int underWay;

  SimulatedSync(SimulatedWorld world, Luck luck, Reference reference, CacheSettings settings) {
    this.world = world;
    this.luck = luck;
    this.reference = reference;
    parallelism = settings.parallelism();
    quick = luck.between(0.0, 1.0);
  }

  /** One item a call. */
  CacheSyncItem<Thing> single() {
    return this::sync;
  }

  /** Several items a call. */
  CacheSyncBatch<Thing> batched() {
    return this::sync;
  }

  private Thing sync(Thing thing) throws Exception {
    reference.starts(world.now());
    Reference.Call call = reference.begins(thing, world.now());
    world.trace("call", thing);
    goOn();
    Thing answer;
    try {
      answer = answer(thing);
    } catch (Throwable failure) {
      reference.ends(call, failure);
      throw failure;
    }
    reference.ends(call, answer);
    return answer;
  }

  private Collection<SyncResult<Thing>> sync(List<Thing> things) {
    reference.starts(world.now());
    List<Reference.Call> calls = new ArrayList<>();
    for (Thing thing : things) {
      calls.add(reference.begins(thing, world.now()));
    }
    goOn();
    if (!world.isCalm() && luck.chance(0.1)) {
      IllegalStateException all = new IllegalStateException("all failed");
      calls.forEach(call -> reference.ends(call, all));
      throw all;
    }
    List<SyncResult<Thing>> results = new ArrayList<>();
    for (Reference.Call call : calls) {
      if (!world.isCalm() && luck.chance(0.1)) {
        reference.ends(call, new IllegalStateException("unanswered"));
      } else {
        results.add(result(call));
      }
    }
    Collections.reverse(results);
    return results;
  }

  private SyncResult<Thing> result(Reference.Call call) {
    String id = call.item.id();
    try {
      Thing answer = answer(call.item);
      boolean stranger = answer != null && !answer.id().equals(id);
      reference.ends(call, stranger ? new IllegalStateException("unanswered") : answer);
      if (answer == null) {
        return SyncResult.deleted(id);
      }
      return answer.equals(call.item) ? SyncResult.unchanged(id) : SyncResult.updated(answer);
    } catch (Throwable failure) {
      reference.ends(call, failure);
      return SyncResult.failed(id, failure);
    }
  }

  /** The call takes no time at all, or as long as the director likes, or very long. */
  private void goOn() {
    underWay++;
    reference.require(underWay <= parallelism, "calls at once at most", parallelism);
    if (!world.isCalm() && !luck.chance(quick)) {
      Duration end = luck.chance(0.2) ? world.now().plus(luck.millis(0, 60_000)) : Duration.ZERO;
      boolean heedsInterrupts = luck.chance(0.5);
      Thread self = Thread.currentThread();
      world.stage.pause(
          () ->
              world.isCalm()
                  || end.compareTo(world.now()) <= 0
                  || (heedsInterrupts && self.isInterrupted()));
    }
    underWay--;
  }

  private Thing answer(Thing thing) throws Exception {
    if (world.isCalm()) {
      return thing.next();
    }
    if (Thread.interrupted() && luck.chance(0.5)) {
      throw new InterruptedException();
    }
    if (luck.chance(0.05)) {
      Thread.currentThread().interrupt(); // and leaves it so
    }
    return switch (luck.between(0, 13)) {
      case 0 -> null;
      case 1 -> throw new IllegalStateException("down");
      case 2 -> throw new StackOverflowError();
      case 12 -> throw new SimulatedWorld.Unprintable();
      case 3 -> new Thing("stranger", thing.generation(), thing.version(), false, null);
      case 4 -> thing.every(Duration.ZERO);
      case 5 -> thing.every(luck.period());
      case 6 -> luck.chance(0.3) ? thing.terminal() : thing.next();
      case 7, 8 -> thing;
      default -> thing.next();
    };
  }
}
