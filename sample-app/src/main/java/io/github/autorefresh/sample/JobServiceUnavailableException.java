package io.github.autorefresh.sample;

/** The job service does not answer, or takes no more calls for now. */
class JobServiceUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JobServiceUnavailableException(Throwable cause) {
    this("The job service does not answer", cause);
  }

  private JobServiceUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  static JobServiceUnavailableException throttled(Throwable cause) {
    return new JobServiceUnavailableException("The job service asks to be left alone", cause);
  }
}
