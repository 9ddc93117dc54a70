package io.github.autorefresh.cache.engine.loop;

import io.github.autorefresh.cache.engine.commit.CommitGate;

/** Whether calls may begin: while the cache runs and is not paused. Thread-safe. */
public final class CallSwitch {

  private final CommitGate gate;
  private volatile boolean paused;

  /** Lets calls begin while this gate is open. */
  public CallSwitch(CommitGate gate) {
    this.gate = gate;
  }

  /** True while calls may begin. */
  boolean mayCall() {
    return gate.isOpen() && !paused;
  }

  /** True while the cache runs, paused or not. */
  boolean isRunning() {
    return gate.isOpen();
  }

  boolean isPaused() {
    return paused;
  }

  void pause(boolean on) {
    paused = on;
  }
}
