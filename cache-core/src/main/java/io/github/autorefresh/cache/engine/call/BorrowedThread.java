package io.github.autorefresh.cache.engine.call;

/**
 * The current thread, which the engine often does not own and on which it runs code of the
 * application. After each piece of such code the thread is restored, so that no later code is
 * affected: it is not interrupted, and has its first context class loader. An interrupt that was
 * not the engine's is restored at the end. For use by that thread only.
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
   * Restores the thread after code of the application has returned.
   *
   * @param interruptedByEngine true if the engine has interrupted this thread
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

  /** True if it was interrupted meanwhile, but not by the engine: its task should end soon. */
  public boolean isWantedBack() {
    return interruptedMeanwhile;
  }

  /** Restores an interrupt that was not the engine's; called last. */
  public void giveBack() {
    if (interrupted) {
      thread.interrupt();
    }
  }
}
