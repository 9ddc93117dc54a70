package io.github.autorefresh.sample;

/** There is no job of that id. */
class UnknownJobException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnknownJobException(String id) {
    super("There is no job \"" + id + "\"");
  }
}
