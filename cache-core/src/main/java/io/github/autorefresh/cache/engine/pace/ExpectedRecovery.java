package io.github.autorefresh.cache.engine.pace;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When all should have been synced that the last outage held up, and when these items should be
 * synced next: all together at an even rate, from the end of the recovery until all would have been
 * synced again at that rate. Thread-safe.
 *
 * <p>No interval may be longer than the period, so the last of these due times are left to the
 * items that are synced last: as many as are demanded in a second keep the whole period in a second
 * of the recovery. The others fill the time before that.
 */
public final class ExpectedRecovery {

  private static final double SECOND = 1e9;

  /** So much of what keeps the whole period may do so at once. */
  private static final long AT_ONCE_NANOS = 250_000_000;

  private final LongSupplier clock;
  private final AtomicReference<@Nullable Recovery> underWay = new AtomicReference<>();

  private record Recovery(
      long outageBegan,
      long began,
      long ends,
      double demand,
      double stretch,
      AtomicLong nextWhole) {

    /** True if an item that is synced so long after it began keeps the whole period. */
    boolean isWhole(long sinceBegan) {
      long apart = (long) (stretch / demand * SECOND);
      while (true) {
        long seen = nextWhole.get();
        long at = Math.max(seen, sinceBegan - AT_ONCE_NANOS);
        if (at > sinceBegan) {
          return false;
        }
        if (nextWhole.compareAndSet(seen, at + apart)) {
          return true;
        }
      }
    }
  }

  /**
   * None so far.
   *
   * @param clock the engine's, in nanoseconds
   */
  public ExpectedRecovery(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * One begins now.
   *
   * @param outageBegan when, in nanoseconds on the engine's clock
   * @param nanos how long it should take
   * @param demand in syncs per second
   * @param stretch by which intervals are longer than planned meanwhile
   */
  public void begin(long outageBegan, long nanos, double demand, double stretch) {
    long now = clock.getAsLong();
    underWay.set(new Recovery(outageBegan, now, now + nanos, demand, stretch, new AtomicLong()));
  }

  /**
   * The planned nanoseconds after which an item is due again that is synced now; zero, without a
   * look at the clock, if no recovery is under way.
   *
   * @param phase evenly distributed over the items, from 0 to 1
   */
  double interval(double period, DoubleSupplier phase) {
    Recovery recovery = underWay.get();
    if (recovery == null) {
      return 0;
    }
    long now = clock.getAsLong();
    if (recovery.ends - now <= 0) {
      underWay.compareAndSet(recovery, null);
      return 0;
    }
    long sinceBegan = now - recovery.began;
    double left = (recovery.ends - now) / recovery.stretch;
    double sinceOutage = (now - recovery.outageBegan) / recovery.stretch;
    // Of the items that it did not hold up, the last are due a period after the outage began.
    double first = Math.max(left, period - sinceOutage);
    double last = period - sinceBegan / recovery.stretch; // then whole periods end
    return first >= last || recovery.isWhole(sinceBegan)
        ? period
        : first + (last - first) * phase.getAsDouble();
  }
}
