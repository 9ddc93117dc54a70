package io.github.autorefresh.sample.jobservice;

/**
 * How a {@link JobService} answers, so that one can watch what its clients make of it. Whatever the
 * mode, the jobs that it has taken go on.
 */
public enum ServiceMode {
  /** Answers at once. */
  NORMAL,
  /** Answers, but every answer takes {@link #SLOWNESS_MILLIS}. */
  SLOW,
  /**
   * Answers {@link #THROTTLED_PER_SECOND} requests a second, and every other one with a 429 whose
   * {@code Retry-After} is {@link #RETRY_AFTER_SECONDS}.
   */
  THROTTLED,
  /** Answers every request with a 500. */
  FAILING,
  /** Closes every connection without an answer. */
  GONE;

  /** What {@link #SLOW} adds to every answer, in milliseconds. */
  public static final long SLOWNESS_MILLIS = 1200;

  /** What {@link #THROTTLED} permits. */
  public static final int THROTTLED_PER_SECOND = 5;

  /** How long {@link #THROTTLED} asks to be left alone. */
  public static final int RETRY_AFTER_SECONDS = 2;
}
