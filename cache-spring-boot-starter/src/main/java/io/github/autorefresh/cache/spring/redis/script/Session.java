package io.github.autorefresh.cache.spring.redis.script;

import io.github.autorefresh.cache.spi.ProcessName;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One replica's session with one cache's store: the name of the replica, and the epoch that it
 * knows, in which its scripts run. Thread-safe.
 */
public final class Session {

  private final String replica = ProcessName.get() + "/" + UUID.randomUUID();
  private volatile InEpoch current = new InEpoch(Epoch.NONE);
  private volatile Consumer<Epoch> onEpochEnd = epoch -> {};
  private volatile Consumer<Epoch> onFallback = epoch -> {};

  Session() {}

  /**
   * The session in one epoch.
   *
   * @param acknowledged the highest counter that Redis has answered: no script that is sent later
   *     can be answered with a lower one, unless Redis has fallen back to an earlier state
   */
  record InEpoch(Epoch epoch, AtomicLong acknowledged) {
    private InEpoch(Epoch epoch) {
      this(epoch, new AtomicLong());
    }
  }

  /** The name of this replica, which nobody else has; its process is the part before the slash. */
  public String replica() {
    return replica;
  }

  /** The epoch that this replica knows. */
  public Epoch epoch() {
    return current.epoch;
  }

  /** True if this replica knows another epoch by now. */
  public boolean hasLeft(Epoch epoch) {
    return !epoch.id().equals(current.epoch.id());
  }

  /** Does this, on the thread that has noticed it, when the epoch has ended. */
  public void onEpochEnd(Consumer<Epoch> action) {
    onEpochEnd = action;
  }

  /**
   * Does this, on the thread that has noticed it, when Redis is back at an earlier state of that
   * epoch.
   */
  public void onFallback(Consumer<Epoch> action) {
    onFallback = action;
  }

  InEpoch current() {
    return current;
  }

  /** The session in that epoch, which may be another one than the present. */
  InEpoch in(Epoch epoch) {
    InEpoch present = current;
    return present.epoch.equals(epoch) ? present : new InEpoch(epoch);
  }

  /** From now on scripts run in this epoch. */
  void enters(Epoch epoch) {
    current = new InEpoch(epoch);
  }

  void epochEnded(Epoch epoch) {
    onEpochEnd.accept(epoch);
  }

  void fellBack(Epoch epoch) {
    onFallback.accept(epoch);
  }
}
