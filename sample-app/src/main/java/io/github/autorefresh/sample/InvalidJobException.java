package io.github.autorefresh.sample;

/** A job that can't be: some field of it breaks a rule. */
class InvalidJobException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String field;

  InvalidJobException(String field, String rule) {
    super(field + " " + rule);
    this.field = field;
  }

  String field() {
    return field;
  }
}
