package io.github.autorefresh.cache.spring.redis.script;

/** The user who is connected to Redis may not do what scripts need. */
public final class MissingRightException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MissingRightException(String told) {
    super(
        "The user who is connected to Redis lacks a right that the shared mode needs (they are listed"
            + " under \"Rights\" in docs/scaling.md): "
            + told);
  }
}
