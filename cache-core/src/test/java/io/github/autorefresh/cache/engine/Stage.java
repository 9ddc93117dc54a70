package io.github.autorefresh.cache.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Real threads of which one runs at a time, and the test decides which: whatever they do, and
 * wherever they wait for one another, the same decisions give the same course of events.
 *
 * <p>An actor runs until it {@linkplain #pause pauses} or ends; nothing else may block it.
 * Meanwhile the director, which is the thread of the test, waits.
 */
final class Stage {

  private static final long BLOCKED_SECONDS = 60;

  /** Threads are used again by later schedules: making one costs more than a whole schedule. */
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "actor");
            thread.setDaemon(true);
            return thread;
          });

  private final Semaphore director = new Semaphore(0);
  private final List<Actor> cast = new ArrayList<>();
  private @Nullable Actor acting;
  private @Nullable Throwable failure;

  static final class Actor {
    private final String name;
    private final boolean urgent;
    private final Semaphore cue = new Semaphore(0);
    private BooleanSupplier ready = () -> true;

    private Actor(String name, boolean urgent) {
      this.name = name;
      this.urgent = urgent;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * An actor comes, and waits for its first cue.
   *
   * @param urgent time does not pass while it could go on
   */
  void enter(String name, boolean urgent, Runnable part) {
    Actor actor = new Actor(name, urgent);
    cast.add(actor);
    THREADS.execute(() -> play(actor, part));
  }

  @SuppressWarnings("CatchThrowable") // the director throws it on
  private void play(Actor actor, Runnable part) {
    actor.cue.acquireUninterruptibly();
    try {
      part.run();
    } catch (Throwable thrown) {
      failure = thrown;
    } finally {
      Thread.interrupted();
      cast.remove(actor);
      director.release();
    }
  }

  /** Those who could go on, in the order in which they came. */
  List<Actor> ready() {
    return cast.stream().filter(actor -> actor.ready.getAsBoolean()).toList();
  }

  boolean isEmpty() {
    return cast.isEmpty();
  }

  /** True if somebody could go on for whom time must stand still until he has. */
  boolean holdsTime() {
    return cast.stream().anyMatch(actor -> actor.urgent && actor.ready.getAsBoolean());
  }

  /** Lets an actor go on until it pauses or ends. */
  void cue(Actor actor) {
    acting = actor;
    actor.cue.release();
    awaitDirectorsTurn(actor);
    acting = null;
    if (failure != null) {
      throw new AssertionError(actor + " failed", failure);
    }
  }

  private void awaitDirectorsTurn(Actor actor) {
    try {
      if (!director.tryAcquire(BLOCKED_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(actor + " neither pauses nor ends");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Lets the director decide who goes on; this actor not before the condition holds. */
  void pause(BooleanSupplier ready) {
    Actor me = acting;
    if (me == null) {
      throw new IllegalStateException("the director can't pause");
    }
    me.ready = ready;
    director.release();
    me.cue.acquireUninterruptibly();
    me.ready = () -> true;
  }

  /** True if an actor runs, false if the director does. */
  boolean isActing() {
    return acting != null;
  }

  /** For whoever looks at a course of events that went wrong. */
  @Override
  public String toString() {
    return cast.toString();
  }
}
