package io.github.autorefresh.cache.engine.loop;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** What tests of threads need. */
final class Threads {

  private static final long LONG_SECONDS = 30;

  private Threads() {}

  /** The live threads whose names begin so. */
  static List<Thread> named(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .toList();
  }

  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(LONG_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("waited in vain");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Does something on a thread by which no other thread can be made: whoever makes one asks it for
   * its class loader, and it throws.
   *
   * @return what that has thrown, or null
   */
  @SuppressWarnings("CatchThrowable") // returned
  static Throwable whereNoThreadCanBeMade(Runnable action) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread barren =
        new Thread("barren") {
          @Override
          public void run() {
            try {
              action.run();
            } catch (Throwable e) {
              thrown.set(e);
            }
          }

          @Override
          public ClassLoader getContextClassLoader() {
            throw new OutOfMemoryError("unable to create native thread");
          }
        };
    barren.start();
    barren.join();
    return thrown.get();
  }
}
