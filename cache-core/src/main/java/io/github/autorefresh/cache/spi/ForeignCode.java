package io.github.autorefresh.cache.spi;

import org.slf4j.Logger;

/**
 * Contains the application's code, for the engine and for adapters that call it: what it throws,
 * and what it leaves behind in the thread. Logging runs foreign code too: a throwable may throw
 * when it is printed, and so may a logger. Thread-safe.
 */
public final class ForeignCode {

  private ForeignCode() {}

  /**
   * Runs code of the application. What it throws is logged and goes no further. It finds the thread
   * not interrupted, and leaves the context class loader as it was; an interrupt, from before or
   * its own, is there when this returns, so that of several runs none sees what another has left.
   */
  @SuppressWarnings("CatchThrowable") // whatever it is, it is the application's
  public static void run(Logger log, String cache, String what, Runnable code) {
    Thread thread = Thread.currentThread();
    ClassLoader loader = thread.getContextClassLoader();
    boolean interrupted = Thread.interrupted();
    try {
      code.run();
    } catch (Throwable thrown) {
      error(log, cache, what + " threw", thrown);
    } finally {
      if (thread.getContextClassLoader() != loader) {
        thread.setContextClassLoader(loader);
      }
      if (interrupted) {
        thread.interrupt();
      }
    }
  }

  /** Logs an error of a cache; never throws. */
  public static void error(Logger log, String cache, String message, Throwable thrown) {
    contained(
        () -> log.error("Cache \"{}\": {}", cache, message, thrown),
        () -> log.error("Cache \"{}\": {} {}", cache, message, unprintable(thrown)));
  }

  /** Logs a warning of a cache; never throws. */
  public static void warn(Logger log, String cache, String message, Throwable thrown) {
    contained(
        () -> log.warn("Cache \"{}\": {}", cache, message, thrown),
        () -> log.warn("Cache \"{}\": {} {}", cache, message, unprintable(thrown)));
  }

  /** Logs something of our own; never throws, though the logger may. */
  public static void log(Runnable line) {
    contained(line, () -> {});
  }

  /**
   * Runs a report that may print or log an object of the application; never throws.
   *
   * @param otherwise run if the report has thrown
   */
  @SuppressWarnings("CatchThrowable") // as above
  public static void contained(Runnable report, Runnable otherwise) {
    try {
      report.run();
    } catch (Throwable printing) {
      try {
        otherwise.run();
      } catch (Throwable again) {
        // The logger itself throws: there is no way to report it.
      }
    }
  }

  /** What a throwable says when it is printed, or that it throws then; never throws. */
  @SuppressWarnings("CatchThrowable") // as above
  public static String text(Throwable thrown) {
    try {
      String text = thrown.toString();
      return text != null ? text : thrown.getClass().getName();
    } catch (Throwable printing) {
      return unprintable(thrown);
    }
  }

  private static String unprintable(Throwable thrown) {
    return thrown.getClass().getName() + " (it throws when printed)";
  }
}
