package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.ItemHandler;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The worst of handlers: it throws, hangs, is deaf to interrupts or leaves them, and deletes or
 * refreshes its item, or stops the cache. It tells the reference what it is called with.
 */
final class SimulatedHandler implements ItemHandler<Thing> {

  private final SimulatedWorld world;
  private final Luck luck;
  private final HandlerReference reference;
  private final Consumer<String> delete;
  private final Consumer<String> refresh;
  private final Runnable stop;

  SimulatedHandler(
      SimulatedWorld world,
      Luck luck,
      HandlerReference reference,
      Consumer<String> delete,
      Consumer<String> refresh,
      Runnable stop) {
    this.world = world;
    this.luck = luck;
    this.reference = reference;
    this.delete = delete;
    this.refresh = refresh;
    this.stop = stop;
  }

  @Override
  public boolean wants(Thing thing) {
    if (HandlerReference.throwsWhenAsked(thing)) {
      throw new SimulatedWorld.Unprintable();
    }
    return HandlerReference.wants(thing);
  }

  @Override
  public void handle(Thing thing) throws Exception {
    reference.begins(thing);
    world.trace("handle", thing);
    boolean returns = false;
    try {
      goOn();
      act(thing);
      returns = true;
    } finally {
      world.trace(returns ? "handled" : "not handled", thing);
      reference.ends(thing, returns);
    }
  }

  private void goOn() {
    if (world.isCalm() || luck.chance(0.5)) {
      return;
    }
    Duration end = world.now().plus(luck.millis(0, luck.chance(0.2) ? 60_000 : 500));
    boolean heedsInterrupts = luck.chance(0.5);
    Thread self = Thread.currentThread();
    world.stage.pause(
        () ->
            world.isCalm()
                || end.compareTo(world.now()) <= 0
                || (heedsInterrupts && self.isInterrupted()));
  }

  private void act(Thing thing) throws Exception {
    if (world.isCalm()) {
      return;
    }
    if (Thread.interrupted() && luck.chance(0.5)) {
      throw new InterruptedException();
    }
    switch (luck.between(0, 12)) {
      case 0 -> throw new IllegalStateException("no mail");
      case 1 -> throw new StackOverflowError();
      case 2 -> throw new SimulatedWorld.Unprintable();
      case 3 -> Thread.currentThread().interrupt(); // and leaves it so
      case 4 -> delete.accept(thing.id());
      case 5 -> refresh.accept(thing.id());
      case 6 -> stop.run();
      default -> {}
    }
  }
}
