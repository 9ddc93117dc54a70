package io.github.autorefresh.cache.engine.loop;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.commit.CommitGate;

/** Starts, stops, pauses and resumes a cache. Thread-safe. */
public final class Lifecycle<T extends CacheItem> {

  private final CommitGate gate;
  private final CallSwitch mayCall;
  private final Claiming claiming;
  private final Loops loops;
  private final Threads threads;
  private final Shutdown<T> shutdown;

  /** What has threads only while the cache runs. */
  public interface Threads {

    /** Nothing to start and to stop. */
    Threads NONE =
        new Threads() {
          @Override
          public void started() {}

          @Override
          public void stopped() {}
        };

    /** The cache runs. */
    void started();

    /** The cache has stopped. */
    void stopped();
  }

  /** The life of the cache that works with this. */
  public Lifecycle(
      String cache, CommitGate gate, Work<T> work, WorkerPool<T> pool, Threads threads) {
    this.gate = gate;
    this.mayCall = work.mayCall();
    this.claiming = work.pace().claiming();
    this.loops = work.loops();
    this.threads = threads;
    this.shutdown = new Shutdown<>(cache, gate, pool, work, this::end);
  }

  /** True from a start to the next stop. */
  public boolean isRunning() {
    return gate.isOpen();
  }

  /**
   * Starts.
   *
   * @throws Error if there can be no thread for it; then it has not started
   */
  @SuppressWarnings("CatchThrowable") // thrown on
  public void start() {
    gate.open();
    try {
      threads.started();
      loops.start();
    } catch (Throwable noThread) {
      gate.shut(gate.close(), this::end);
      throw noThread;
    }
  }

  /**
   * Stops, as {@link io.github.autorefresh.cache.AutoRefreshCache#stop} promises.
   *
   * @param patienceNanos how long running calls may go on before they are interrupted
   */
  public void stop(long patienceNanos) {
    shutdown.stop(patienceNanos);
  }

  private void end() {
    loops.end();
    threads.stopped();
  }

  /** No call begins until {@link #resume}. */
  public void pause() {
    mayCall.pause(true);
  }

  /** Calls may begin again, whatever the external system has asked for. */
  public void resume() {
    claiming.release();
    mayCall.pause(false);
    loops.wake();
  }

  /** True between {@link #pause} and {@link #resume}. */
  public boolean isPaused() {
    return mayCall.isPaused();
  }

  /** Something may be claimable sooner than was known. */
  public void workMayBeDue() {
    if (mayCall.mayCall()) {
      loops.workMayBeDue();
    }
  }

  /** The settings have changed: what was planned no longer holds. */
  public void retuned() {
    loops.wake();
  }
}
