package io.github.autorefresh.cache.engine.loop;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.commit.CommitGate;
import io.github.autorefresh.cache.spi.ItemStore;
import java.time.Duration;

/** Starts, stops, pauses and resumes a cache. Thread-safe. */
public final class Lifecycle<T extends CacheItem> {

  private final CommitGate gate;
  private final CallSwitch mayCall;
  private final Claiming claiming;
  private final ItemStore<T> store;
  private final Loops loops;
  private final Threads threads;
  private final OtherCalls others;
  private final Shutdown<T> shutdown;

  /** An owner of threads that keeps them only while the cache runs. */
  public interface Threads {

    /** Has no threads. */
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

  /** For the cache that consists of these parts. */
  public Lifecycle(
      String cache,
      CommitGate gate,
      Work<T> work,
      WorkerPool<T> pool,
      Threads threads,
      OtherCalls others) {
    this.gate = gate;
    this.mayCall = work.mayCall();
    this.claiming = work.pace().claiming();
    this.store = work.store();
    this.loops = work.loops();
    this.threads = threads;
    this.others = others;
    this.shutdown = new Shutdown<>(cache, gate, pool, work, others, this::end);
  }

  /** True from a start to the beginning of the next stop. */
  public boolean isRunning() {
    return gate.isOpen();
  }

  /**
   * Starts, as {@link io.github.autorefresh.cache.AutoRefreshCache#start} promises.
   *
   * @throws Error if no thread can be started; the cache is stopped then
   */
  @SuppressWarnings("CatchThrowable") // rethrown
  public void start() {
    try {
      gate.open(
          () -> {
            threads.started();
            loops.start();
            others.started();
          });
    } catch (Throwable noThread) {
      gate.shut(gate.close(), this::end);
      throw noThread;
    }
  }

  /**
   * Stops, as {@link io.github.autorefresh.cache.AutoRefreshCache#stop} promises.
   *
   * @param patienceNanos how long running calls may go on before they are interrupted, in
   *     nanoseconds
   */
  public void stop(long patienceNanos) {
    shutdown.stop(patienceNanos);
  }

  private void end() {
    loops.end();
    threads.stopped();
    others.stopped();
  }

  /** No call begins until {@link #resume}. */
  public void pause() {
    mayCall.pause(true);
    store.suspend();
  }

  /** Calls may begin again, whatever the external system has asked for. */
  public void resume() {
    claiming.release();
    mayCall.pause(false);
    loops.wake();
  }

  /** Another replica was told that the external system wants to be left alone for so long. */
  public void held(Duration remaining, long callAgeNanos) {
    claiming.held(remaining, callAgeNanos);
    loops.wake();
  }

  /** Another replica has ended the hold. */
  public void released() {
    claiming.release();
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

  /** The settings have changed: both loops plan again. */
  public void retuned() {
    loops.wake();
  }
}
