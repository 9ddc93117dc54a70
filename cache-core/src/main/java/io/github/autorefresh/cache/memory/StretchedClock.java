package io.github.autorefresh.cache.memory;

/**
 * The time by which items are due: it runs slower than the real one while more is demanded than can
 * be done, so that one factor stretches all intervals, those under way too. Arithmetic on two
 * numbers, real time r and stretched time v; their difference, the offset, is never negative, and v
 * never decreases. {@link Stretching} moves v by three rules:
 *
 * <ul>
 *   <li>Forward: v runs at the rate 1/s, where s is what is demanded divided by what is permitted.
 *   <li>Gate: v stands still while enough items are due, whatever the reason is that less is done.
 *   <li>Catching up: if less than that is due and something could be called, v jumps to what is due
 *       next, unless that would be before its unstretched time.
 * </ul>
 *
 * <p>This is the virtual clock of a self-clocked fair queue (Golestani, INFOCOM 1994; Zhang,
 * SIGCOMM 1990): what is served moves the clock. It is stable because there is no gain to tune and
 * no error that is integrated: s is computed from the items there are, so 10,000 that come or go
 * change it at once, and the backlog is bounded by the gate and not by a controller that approaches
 * a goal.
 *
 * <p>Nanoseconds since the store's origin. Guarded by the store's lock, but for {@link #offset} and
 * {@link #toReal}.
 */
final class StretchedClock {

  private final StretchMeter meter;
  private long real;
  private long stretched;
  private long movedAt;
  private volatile long offset;

  /** Follows real time; tells the meter of what passes. */
  StretchedClock(StretchMeter meter) {
    this.meter = meter;
  }

  /** The stretched time, as the last {@link #pass} has left it. */
  long now() {
    return stretched;
  }

  /** The real time at which the stretched time moved last. */
  long movedAt() {
    return movedAt;
  }

  /** By how much the stretched time is behind the real one. */
  long offset() {
    return offset;
  }

  /** The stretched time at a real one, if every real second is 1/factor of a stretched one. */
  long at(long now, double factor) {
    long passed = Math.max(0, now - real);
    return factor == 1 ? stretched + passed : stretched + (long) (passed / factor);
  }

  /** Real nanoseconds until the stretched time is this, at that factor. */
  long until(long due, double factor) {
    long left = Math.max(0, due - stretched);
    double exact = left * factor;
    return factor == 1 ? left : exact < Long.MAX_VALUE / 2.0 ? (long) exact + 2 : Long.MAX_VALUE;
  }

  /** Real time passes, and stretched time up to this, which is not before what it was. */
  void pass(long now, long to) {
    meter.passed(Math.max(0, now - real), Math.max(0, to - stretched));
    real = Math.max(real, now);
    if (to > stretched) {
      stretched = to;
      movedAt = real;
    }
    if (offset != real - stretched) {
      offset = real - stretched;
    }
  }

  /** The real time at which the stretched one was or will be this, as far as can be told. */
  long toReal(long due, long now) {
    double factor = meter.stretch();
    long left = due - (now - offset);
    return factor == 1 ? now + left : now + (long) (left * factor);
  }
}
