package io.github.autorefresh.cache.spring.actuate;

import org.jspecify.annotations.Nullable;

/**
 * Why a sync failed, as far as people on call need it: what was thrown, and its root cause.
 *
 * @param type the name of the class
 * @param message shortened if it is very long; it may quote what the external system answered
 * @param rootCause null if it has no cause
 */
record ErrorDescriptor(String type, @Nullable String message, @Nullable ErrorDescriptor rootCause) {

  private static final int LONGEST_MESSAGE = 1000;
  private static final int DEEPEST_CAUSE = 50;

  static ErrorDescriptor of(Throwable error) {
    Throwable root = root(error);
    return of(error, root == error ? null : of(root, null));
  }

  private static ErrorDescriptor of(Throwable error, @Nullable ErrorDescriptor rootCause) {
    return new ErrorDescriptor(
        error.getClass().getName(), shortened(error.getMessage()), rootCause);
  }

  /** Bounded, as causes may go round in a circle. */
  private static Throwable root(Throwable error) {
    Throwable root = error;
    for (int depth = 0; depth < DEEPEST_CAUSE && root.getCause() != null; depth++) {
      root = root.getCause();
    }
    return root;
  }

  private static @Nullable String shortened(@Nullable String message) {
    return message == null || message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE) + "…";
  }
}
