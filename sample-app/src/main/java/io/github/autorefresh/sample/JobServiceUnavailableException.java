package io.github.autorefresh.sample;

/** The job service does not answer, or not now. */
class JobServiceUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JobServiceUnavailableException(Throwable cause) {
    super("The job service does not answer", cause);
  }
}
