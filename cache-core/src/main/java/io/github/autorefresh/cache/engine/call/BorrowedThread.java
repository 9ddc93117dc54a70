package io.github.autorefresh.cache.engine.call;

/**
 * The executor's thread on which a worker runs. After each piece of the application's code it is
 * put back into the state in which it was lent, so that no later call notices: not interrupted, and
 * with the same context class loader. An interrupt that was not the engine's is handed on when the
 * worker's task ends. For use by that thread only.
 */
public final class BorrowedThread {

  private final Thread thread = Thread.currentThread();
  private final ClassLoader loader = thread.getContextClassLoader();
  private boolean interrupted = Thread.interrupted();
  private boolean interruptedMeanwhile;

  /** The thread itself. */
  public Thread thread() {
    return thread;
  }

  /**
   * Code of the application has returned.
   *
   * @param interruptedByEngine true if an interrupt of this thread was the engine's
   */
  public void restore(boolean interruptedByEngine) {
    if (Thread.interrupted() && !interruptedByEngine) {
      interrupted = true;
      interruptedMeanwhile = true;
    }
    if (thread.getContextClassLoader() != loader) {
      thread.setContextClassLoader(loader);
    }
  }

  /** True if it was interrupted by others since it was lent: its task should end soon. */
  public boolean isWantedBack() {
    return interruptedMeanwhile;
  }

  /** The task ends. */
  public void giveBack() {
    if (interrupted) {
      thread.interrupt();
    }
  }
}
