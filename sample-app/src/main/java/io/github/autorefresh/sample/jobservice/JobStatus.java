package io.github.autorefresh.sample.jobservice;

/** Where a job is on its way: queued, running, then one of three ends that it never leaves. */
enum JobStatus {
  QUEUED,
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED;

  boolean isTerminal() {
    return this == SUCCEEDED || this == FAILED || this == CANCELLED;
  }
}
