package io.github.autorefresh.sample;

/** A request that can't be met: some field of it breaks a rule. */
class InvalidRequestException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String field;

  InvalidRequestException(String field, String rule) {
    super(field + " " + rule);
    this.field = field;
  }

  String field() {
    return field;
  }
}
