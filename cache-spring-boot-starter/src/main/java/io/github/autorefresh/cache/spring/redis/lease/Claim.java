package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.Fence;
import io.github.autorefresh.cache.spring.redis.script.Grant;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An item that this replica has claimed, fenced by the epoch, its generation and the number of the
 * claim. When an epoch ends, the claims that were put back into the next one go on in that.
 *
 * <p>What is heard of an outcome that was accepted is not told: the engine notifies of it. It may
 * be heard before the answer to the commit: if that is lost, its effect may be read before the
 * commit is repeated. Thread-safe.
 */
public final class Claim implements Fence {

  private final String id;
  private final long generation;
  private final int run;
  private volatile Epoch epoch;
  private volatile @Nullable ItemFields accepted;
  private final AtomicBoolean holdsEvents = new AtomicBoolean();

  Claim(Epoch epoch, Grant.Item granted) {
    this.epoch = epoch;
    id = granted.id();
    generation = granted.fields().generation();
    run = granted.fields().run();
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public long generation() {
    return generation;
  }

  @Override
  public int run() {
    return run;
  }

  /** It holds in this epoch; in a later one it is worth nothing. */
  boolean isOf(Epoch current) {
    return epoch.id().equals(current.id());
  }

  /** It was put back into the epoch that has followed. */
  void goesOnIn(Epoch next) {
    epoch = next;
  }

  /** What is heard of the item waits, until the engine has notified of the outcome. */
  void holdsEvents() {
    holdsEvents.set(true);
  }

  /** The engine has notified of the outcome; true, once, if events have waited for that. */
  boolean letsEventsGo() {
    return holdsEvents.getAndSet(false);
  }

  /** The outcome has taken effect, which gave the item these fields. */
  void accepted(ItemFields now) {
    accepted = now;
  }

  /**
   * True if what has given the item these fields is the outcome that was accepted.
   *
   * @param isState if it is known here by the state that came with them: that is known by its sync,
   *     for if another replica has put it back, it is numbered anew
   */
  public boolean hasGiven(ItemFields fields, boolean isState) {
    ItemFields own = accepted;
    if (own == null || fields.generation() != generation) {
      return false;
    }
    return (fields.run() == run && fields.version() <= own.version())
        || (isState && fields.isSameStateAs(own));
  }
}
