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
  /** Answers every request with a 500. */
  FAILING,
  /** Closes every connection without an answer. */
  GONE;

  /** What {@link #SLOW} adds to every answer, in milliseconds. */
  public static final long SLOWNESS_MILLIS = 1200;
}
