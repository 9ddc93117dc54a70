package io.github.autorefresh.cache.engine.pace;

/**
 * A limit in calls per second that rises with the time since it came into force, and never falls.
 * Times are in nanoseconds and not negative. Immutable.
 */
public interface RateCurve {

  /** The limit at that time, in calls per second; positive. */
  double rateAt(long nanosSince);

  /** How many calls it permits from its beginning until then: the integral of {@link #rateAt}. */
  double permitsBy(long nanosSince);

  /** When it is over; {@link Long#MAX_VALUE} if it is only when it binds no longer. */
  long endsAfter();
}
