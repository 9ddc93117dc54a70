package io.github.autorefresh.sample.jobservice;

/** What a computation calls as it advances: it reports, and it is where the work can be stopped. */
@FunctionalInterface
interface Progress {

  /**
   * Says that this share of the work is done, and may hold the caller back to keep to a pace.
   *
   * @param share 0 to 1, never less than in the call before
   * @throws InterruptedException if the computation is to stop
   */
  void reached(double share) throws InterruptedException;
}
