package io.github.autorefresh.sample;

/** Where a job is on its way. */
enum JobStatus {
  QUEUED,
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED
}
