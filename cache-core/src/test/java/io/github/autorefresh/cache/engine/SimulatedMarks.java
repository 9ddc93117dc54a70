package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.spi.HandlerClaim;
import io.github.autorefresh.cache.spi.HandlerMarks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The marks of the store under test, watched by the reference, and slow. */
record SimulatedMarks(HandlerMarks<Thing> marks, HandlerReference reference, SimulatedWorld world)
    implements HandlerMarks<Thing> {

  @Override
  public Thing fulfil(String id, Thing item, long period, long untilFirstSync) {
    reference.wants(item, world.now());
    return marks.fulfil(id, item, period, untilFirstSync);
  }

  @Override
  public @Nullable HandlerClaim<Thing> claim() {
    world.dawdle();
    HandlerClaim<Thing> claim = marks.claim();
    if (claim != null) {
      world.trace("claim to handle", claim.item());
      reference.claims(claim);
    }
    world.dawdle();
    return claim;
  }

  @Override
  public void handled(HandlerClaim<Thing> claim) {
    world.dawdle();
    marks.handled(claim);
    reference.handled(claim);
    world.dawdle();
  }

  @Override
  public void failed(HandlerClaim<Thing> claim, Throwable error) {
    marks.failed(claim, error); // not slow: another thread may wait for this under a lock
  }

  @Override
  public void release(HandlerClaim<Thing> claim, long delayNanos) {
    world.dawdle();
    marks.release(claim, delayNanos);
    reference.releases(claim);
    world.dawdle();
  }

  @Override
  public boolean retry(String id) {
    world.dawdle();
    return marks.retry(id);
  }

  @Override
  public int claimable(int max) {
    return marks.claimable(max);
  }

  @Override
  public List<GivenUp> giveUp() {
    world.dawdle();
    List<GivenUp> given = marks.giveUp();
    given.forEach(item -> reference.givesUp(item.id(), world.now()));
    return given;
  }

  @Override
  public long untilGiveUp() {
    return marks.untilGiveUp();
  }

  @Override
  public long untilMore() {
    return marks.untilMore();
  }

  @Override
  public Stats stats() {
    return marks.stats();
  }
}
