package io.github.autorefresh.sample.jobservice;

/** A computation with its input already read, ready to run once on a worker's thread. */
@FunctionalInterface
interface Work {

  /**
   * Computes the result, calling {@code progress} every few milliseconds at the latest.
   *
   * @throws InterruptedException if it was stopped: by a cancel or by the service's end
   * @throws RuntimeException if it fails; the message becomes the job's error
   */
  String run(Progress progress) throws InterruptedException;
}
