package io.github.autorefresh.cache.engine.hostile;

import java.io.IOException;
import java.util.function.Supplier;

/** What code of the application may throw: one constant for each kind of it. */
@SuppressWarnings({"ImmutableEnumChecker", "OverrideThrowableToString"}) // that is the point
enum Thrown {
  UNCHECKED(() -> new IllegalStateException("unchecked")),
  CHECKED(() -> new IOException("checked, but not declared")),
  INTERRUPTED(() -> new InterruptedException("thrown without an interrupt")),
  NEITHER_EXCEPTION_NOR_ERROR(() -> new Throwable("neither")),
  ASSERTION(() -> new AssertionError("assertion")),
  LINKAGE(() -> new NoClassDefFoundError("linkage")),
  VIRTUAL_MACHINE(() -> new InternalError("not an OutOfMemoryError, which would end JUnit")),
  STACK_OVERFLOW(Thrown::overflowed),
  CAUSES_IN_A_CIRCLE(Thrown::circle),
  MESSAGE_THROWS(
      () ->
          new Unprintable() {
            @Override
            public String getMessage() {
              throw new IllegalStateException("getMessage");
            }
          }),
  MESSAGE_OVERFLOWS(
      () ->
          new Unprintable() {
            @Override
            @SuppressWarnings("InfiniteRecursion")
            public String getMessage() {
              return getMessage() + getMessage();
            }
          }),
  TO_STRING_THROWS(
      () ->
          new Unprintable() {
            @Override
            public String toString() {
              throw raised(new IOException("toString"));
            }
          }),
  CAUSE_THROWS(
      () ->
          new Unprintable() {
            @Override
            public synchronized Throwable getCause() {
              throw new LinkageError("getCause");
            }
          }),
  STACK_TRACE_THROWS(
      () ->
          new Unprintable() {
            @Override
            public StackTraceElement[] getStackTrace() {
              throw new InternalError("getStackTrace");
            }
          });

  private final Supplier<Throwable> maker;

  Thrown(Supplier<Throwable> maker) {
    this.maker = maker;
  }

  private abstract static class Unprintable extends RuntimeException {}

  /** A new one of this kind. */
  Throwable make() {
    return maker.get();
  }

  /** Throws a new one of this kind, declared or not. */
  RuntimeException raise() {
    throw raised(make());
  }

  /** True if a future's failure is this error, or one that can be printed and is caused by it. */
  static boolean tells(Throwable failure, Throwable error) {
    return failure == error || failure.getCause() == error;
  }

  /** Throws it, declared or not. */
  static RuntimeException raised(Throwable thrown) {
    throw Thrown.<RuntimeException>unchecked(thrown);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E unchecked(Throwable thrown) throws E {
    throw (E) thrown;
  }

  /** As deep as a real one, without the milliseconds that each overflow of a stack takes. */
  private static Throwable overflowed() {
    StackOverflowError overflow = new StackOverflowError();
    overflow.setStackTrace(Overflow.TRACE);
    return overflow;
  }

  /** The stack of one that has happened. */
  private static final class Overflow {

    static final StackTraceElement[] TRACE = trace();

    private static StackTraceElement[] trace() {
      try {
        throw new IllegalStateException("recursion ended at " + recurse(0));
      } catch (StackOverflowError overflow) {
        return overflow.getStackTrace();
      }
    }
  }

  @SuppressWarnings("InfiniteRecursion")
  static int recurse(int depth) {
    return recurse(depth + 1) + 1;
  }

  private static Throwable circle() {
    Exception first = new Exception("first");
    first.initCause(new Exception("second", first));
    return first;
  }
}
