package io.github.autorefresh.sample.jobservice;

import java.time.Duration;

/**
 * How a {@link JobService} is set up. Start from {@link #defaults()} and change what differs.
 *
 * @param port the port on the loopback address, 0 to 65535; 0 takes any that is free
 * @param workers how many jobs are computed at once, at least 1
 * @param pace how long a job takes at least, so that small ones can be watched; zero lets them run
 *     at full speed
 * @param maxUnfinished how many jobs may be queued or running; beyond it, new ones are refused
 * @param maxFinished how many finished jobs are remembered; beyond it, the first to finish is
 *     forgotten
 */
public record JobServiceSettings(
    int port, int workers, Duration pace, int maxUnfinished, int maxFinished) {

  private static final Duration LONGEST_PACE = Duration.ofHours(1);

  /**
   * @throws IllegalArgumentException naming the setting that is out of range
   */
  public JobServiceSettings {
    require(port >= 0 && port <= 65535, "port", port, "0 to 65535");
    require(workers >= 1, "workers", workers, "at least 1");
    require(!pace.isNegative() && pace.compareTo(LONGEST_PACE) <= 0, "pace", pace, "PT0S to PT1H");
    require(maxUnfinished >= 1, "maxUnfinished", maxUnfinished, "at least 1");
    require(maxFinished >= 1, "maxFinished", maxFinished, "at least 1");
  }

  /** A free port, 4 workers, 2 s a job, 100,000 unfinished and 10,000 finished jobs. */
  public static JobServiceSettings defaults() {
    return new JobServiceSettings(0, 4, Duration.ofSeconds(2), 100_000, 10_000);
  }

  public JobServiceSettings withPort(int port) {
    return new JobServiceSettings(port, workers, pace, maxUnfinished, maxFinished);
  }

  public JobServiceSettings withWorkers(int workers) {
    return new JobServiceSettings(port, workers, pace, maxUnfinished, maxFinished);
  }

  public JobServiceSettings withPace(Duration pace) {
    return new JobServiceSettings(port, workers, pace, maxUnfinished, maxFinished);
  }

  public JobServiceSettings withMaxUnfinished(int maxUnfinished) {
    return new JobServiceSettings(port, workers, pace, maxUnfinished, maxFinished);
  }

  public JobServiceSettings withMaxFinished(int maxFinished) {
    return new JobServiceSettings(port, workers, pace, maxUnfinished, maxFinished);
  }

  private static void require(boolean valid, String setting, Object value, String rule) {
    if (!valid) {
      throw new IllegalArgumentException(setting + " must be " + rule + ", not " + value);
    }
  }
}
