package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.engine.loop.EventLoop;
import io.github.autorefresh.cache.engine.loop.ThreadEventLoop;
import io.github.autorefresh.cache.engine.waiters.Waiting;
import io.github.autorefresh.cache.spi.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/**
 * Time, threads, waiting and wake-ups of a simulated cache. While it is {@linkplain #calm calm}
 * everything happens on the director's thread at once; before, each step of each thread is a
 * decision of the director's, and executors break their promises now and then.
 */
final class SimulatedWorld implements EventLoop.Factory, Waiting {

  private static final boolean TRACE = Boolean.getBoolean("simulation.trace");

  final ManualTime time = new ManualTime();
  final Stage stage = new Stage();
  private final Luck luck;
  private final double refusals;
  private final List<SimulatedEventLoop> loops = new ArrayList<>();
  private final List<Duration> deadlines = new ArrayList<>();
  private boolean calm;

  /** In which this part of all tasks is refused by the executor. */
  SimulatedWorld(Luck luck, double refusals) {
    this.luck = luck;
    this.refusals = refusals;
  }

  Duration now() {
    return time.elapsed();
  }

  /** Prints what happens, if that was asked for. */
  @SuppressWarnings("SystemOut") // a trace is for whoever replays a seed
  void trace(String what, Object of) {
    if (TRACE) {
      System.out.println(now() + " " + stage + " " + what + " " + of);
    }
  }

  /** From now on nobody dawdles. */
  void calm() {
    calm = true;
  }

  boolean isCalm() {
    return calm;
  }

  /** A place where a thread may be held up for as long as the director likes. */
  void dawdle() {
    if (!calm && stage.isActing()) {
      stage.pause(() -> true);
    }
  }

  /** Throws when it is printed. */
  static final class Unprintable extends RuntimeException {
    @Override
    public String getMessage() {
      throw new IllegalStateException("can't be printed");
    }
  }

  /**
   * An executor that begins tasks when it likes; some it refuses, loses, runs twice, or runs and
   * throws.
   */
  void execute(Runnable task) {
    if (calm && !stage.isActing()) {
      task.run();
      return;
    }
    if (calm || !luck.chance(refusals)) {
      stage.enter("worker", false, task);
      return;
    }
    switch (luck.between(0, 5)) {
      case 0 -> {} // lost
      case 1 -> { // run twice
        stage.enter("worker", false, task);
        stage.enter("worker", false, task);
      }
      case 2 -> { // run, and thrown besides
        stage.enter("worker", false, task);
        throw new OutOfMemoryError("the simulated executor throws, but runs the task");
      }
      case 3 -> throw new Unprintable();
      default -> throw new RejectedExecutionException("the simulated executor is full");
    }
  }

  @Override
  public boolean until(BooleanSupplier condition, long nanos) throws InterruptedException {
    Duration deadline = nanos == Long.MAX_VALUE ? null : now().plusNanos(nanos);
    if (deadline != null) {
      deadlines.add(deadline);
    }
    Thread self = Thread.currentThread();
    BooleanSupplier ready =
        () ->
            condition.getAsBoolean()
                || self.isInterrupted()
                || (deadline != null && now().compareTo(deadline) >= 0);
    if (!ready.getAsBoolean()) {
      stage.pause(ready);
    }
    if (deadline != null) {
      deadlines.remove(deadline);
    }
    if (condition.getAsBoolean()) {
      return true;
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return false;
  }

  @Override
  public void nap(long nanos) {
    if (stage.isActing()) {
      try {
        boolean unused = until(() -> false, nanos);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void changed() {
    // Whoever waits looks for himself, whenever the director asks who is ready.
  }

  @Override
  public Signal signal() {
    return new Signal() {

      private volatile boolean given;

      @Override
      public void await() throws InterruptedException {
        boolean unused = until(() -> given, Long.MAX_VALUE);
      }

      @Override
      public void give() {
        given = true;
      }
    };
  }

  @Override
  public Executor housekeeping(String cache) {
    return this::keepHouse;
  }

  private void keepHouse(Runnable task) {
    if (calm && !stage.isActing()) {
      task.run();
    } else {
      stage.enter("housekeeping", false, task);
    }
  }

  @Override
  public Executor handlerThreads(String cache) {
    return task -> {
      if (calm && !stage.isActing()) {
        task.run();
      } else {
        stage.enter("handler", false, task);
      }
    };
  }

  @Override
  public EventLoop create(String name, EventLoop.Task task) {
    SimulatedEventLoop loop = new SimulatedEventLoop(name, task);
    loops.add(loop);
    return loop;
  }

  /** The loops whose turn it is. */
  List<SimulatedEventLoop> due() {
    return loops.stream().filter(SimulatedEventLoop::isDue).toList();
  }

  /** True if the cache could do something by itself at this moment. */
  boolean isBusy() {
    return loops.stream().anyMatch(loop -> !loop.isWaiting() || loop.isDue());
  }

  /** The next moment at which something happens by itself, or null. */
  Duration nextMoment() {
    Duration next = null;
    for (SimulatedEventLoop loop : loops) {
      if (loop.isWaiting() && (next == null || loop.nextTurnAt.compareTo(next) < 0)) {
        next = loop.nextTurnAt;
      }
    }
    for (Duration deadline : deadlines) {
      if (next == null || deadline.compareTo(next) < 0) {
        next = deadline;
      }
    }
    return next;
  }

  /** Lets time pass, and stops at every moment at which something happens by itself. */
  void pass(Duration span) {
    Duration end = now().plus(span);
    settle();
    while (now().compareTo(end) < 0) {
      Duration next = nextMoment();
      boolean last = next == null || next.compareTo(end) > 0;
      time.advance((last ? end : next).minus(now()));
      settle();
    }
  }

  /** Lets everybody do what can be done without time passing. */
  void settle() {
    while (true) {
      List<Stage.Actor> ready = stage.ready();
      List<SimulatedEventLoop> due = due();
      if (!ready.isEmpty()) {
        stage.cue(ready.get(0));
      } else if (!due.isEmpty()) {
        due.get(0).turn();
      } else {
        return;
      }
    }
  }

  /**
   * A loop by the rules of {@link ThreadEventLoop}, but for its turns without a reason: here a
   * wake-up that gets lost is never made good.
   */
  final class SimulatedEventLoop implements EventLoop {

    private final String name;
    private final EventLoop.Task task;
    private boolean started;
    private boolean turning;
    private boolean woken;
    private Duration nextTurnAt = Duration.ZERO;

    private SimulatedEventLoop(String name, EventLoop.Task task) {
      this.name = name;
      this.task = task;
    }

    boolean isDue() {
      return isWaiting() && (woken || nextTurnAt.compareTo(now()) <= 0);
    }

    private boolean isWaiting() {
      return started && !turning;
    }

    /** Makes a turn, on the director's thread if that is calm. */
    void turn() {
      if (calm && stage.isEmpty()) {
        makeTurn();
      } else {
        turning = true;
        stage.enter(name, false, this::makeTurn);
      }
    }

    private void makeTurn() {
      turning = true;
      woken = false;
      long wait = task.turn();
      nextTurnAt = now().plusNanos(wait);
      turning = false;
      trace(name + " turns again at", nextTurnAt);
    }

    @Override
    public void start() {
      started = true;
    }

    @Override
    public boolean isLaterThan(long nanos) {
      return turning ? !woken : nextTurnAt.minus(now()).compareTo(Duration.ofNanos(nanos)) > 0;
    }

    @Override
    public void turnWithin(long nanos) {
      woken |= isLaterThan(nanos);
    }

    @Override
    public void end() {
      started = false;
    }
  }
}
