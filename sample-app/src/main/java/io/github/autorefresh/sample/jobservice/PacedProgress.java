package io.github.autorefresh.sample.jobservice;

/** The progress of one run. One thread reports it; any thread may look. */
final class PacedProgress implements Progress {

  private final Pace pace;
  private final long startedAt;
  private volatile double reached;

  PacedProgress(Pace pace) {
    this.pace = pace;
    this.startedAt = pace.ticker().getAsLong();
  }

  @Override
  public void reached(double share) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    reached = share;
    long early = (long) (share * pace.nanos()) - elapsed();
    if (early > 0) {
      pace.sleeper().sleep(early);
    }
  }

  /** The share that is done, in whole hundredths, and never ahead of the pace. */
  double visible() {
    double share = reached;
    if (pace.nanos() > 0) {
      share = Math.min(share, (double) elapsed() / pace.nanos());
    }
    return Math.floor(share * 100) / 100;
  }

  private long elapsed() {
    return pace.ticker().getAsLong() - startedAt;
  }
}
