package io.github.autorefresh.sample.jobservice;

import org.jspecify.annotations.Nullable;

/**
 * A job as it was at one moment, and its form in JSON.
 *
 * @param progress the share of the work that is done, 0 to 1
 * @param result what was computed; null unless the job succeeded
 * @param error why the job failed; null unless it did
 */
record JobView(
    String id,
    String type,
    String input,
    JobStatus status,
    double progress,
    @Nullable String result,
    @Nullable String error) {

  static JobView queued(String id, String type, String input) {
    return new JobView(id, type, input, JobStatus.QUEUED, 0, null, null);
  }

  JobView running(double progress) {
    return new JobView(id, type, input, JobStatus.RUNNING, progress, null, null);
  }

  JobView succeeded(String result) {
    return new JobView(id, type, input, JobStatus.SUCCEEDED, 1, result, null);
  }

  JobView failed(String error) {
    return new JobView(id, type, input, JobStatus.FAILED, progress, null, error);
  }

  JobView cancelled() {
    return new JobView(id, type, input, JobStatus.CANCELLED, progress, null, null);
  }
}
