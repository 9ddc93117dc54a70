package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.waiters.Waiting;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How an engine comes to rest, as {@link io.github.autorefresh.cache.AutoRefreshCache#stop}
 * promises: calls end by themselves, then they are interrupted, then given up. Stops may overlap
 * each other and a start, which ends all those before it. Thread-safe.
 */
final class Stopping<T extends CacheItem> {

  private static final Logger log = LoggerFactory.getLogger(Stopping.class);

  /** After the interrupts; a stop promises to return within a second of them. */
  private static final long GRACE_NANOS = 900_000_000;

  /** Then, for commits that are under way; they run no code of the application. */
  private static final long COMMIT_NANOS = 50_000_000;

  private final Engine<T> engine;
  private final CommitGate gate;
  private final Waiting waiting;

  Stopping(Engine<T> engine, CommitGate gate, Waiting waiting) {
    this.engine = engine;
    this.gate = gate;
    this.waiting = waiting;
  }

  /**
   * Stops.
   *
   * @param patience how long calls may go on before they are interrupted, in nanoseconds. If this
   *     thread is interrupted, that is over at once.
   */
  void stop(long patience) {
    int closing = gate.close();
    crew().flights().forEach(engine::isolate);
    InFlight<T> own = crew().flightOf(Thread.currentThread());
    if (own != null) {
      own.abandon(); // nothing commits after a stop, the caller's own sync included
    }
    boolean interrupted = Thread.interrupted();
    boolean rested = false;
    try {
      rested = !interrupted && awaitRest(patience, closing);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    try {
      if (!rested) {
        crew().flights().stream().filter(flight -> flight != own).forEach(InFlight::interrupt);
        awaitRest(GRACE_NANOS, closing);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    gate.shut(closing, () -> abandonAllBut(own));
    try {
      waiting.until(() -> gate.isOpenedSince(closing) || gate.isEmpty(), COMMIT_NANOS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private WorkerPool<T> crew() {
    return engine.crew();
  }

  private boolean awaitRest(long nanos, int closing) throws InterruptedException {
    return crew().awaitRest(nanos, () -> gate.isOpenedSince(closing));
  }

  private void abandonAllBut(@Nullable InFlight<T> own) {
    for (InFlight<T> flight : crew().flights()) {
      if (flight != own) {
        flight.abandon();
        if (flight.isStuck()) {
          log.warn(
              "Cache \"{}\": stopped while the sync of item \"{}\" still runs; it is abandoned",
              engine.name(),
              flight.run().item(flight.index()).id());
        }
      }
    }
  }
}
