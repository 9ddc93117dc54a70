package io.github.autorefresh.sample.jobservice;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one job. Every change of state happens under this object's lock, so a job
 * ends exactly once, and a cancel interrupts the worker only while it works on this very job. The
 * pool clears what is left of an interrupt before it gives the worker its next job.
 */
final class Job implements Runnable {

  private final Work work;
  private final Pace pace;
  private final Runnable whenEnded;

  private JobView state;
  private @Nullable PacedProgress progress;
  private @Nullable Thread worker;

  /**
   * @param whenEnded called once, outside the lock, on the thread that ended the job
   */
  Job(JobView queued, Work work, Pace pace, Runnable whenEnded) {
    this.state = queued;
    this.work = work;
    this.pace = pace;
    this.whenEnded = whenEnded;
  }

  synchronized JobView view() {
    if (state.status() == JobStatus.RUNNING && progress != null) {
      return state.running(progress.visible());
    }
    return state;
  }

  /** Computes, if nobody cancelled the job while it was queued. Throws nothing. */
  @Override
  public void run() {
    PacedProgress begun = begin();
    if (begun == null) {
      return;
    }
    try {
      String result = work.run(begun);
      begun.reached(1);
      end(now -> now.succeeded(result));
    } catch (InterruptedException stopped) {
      end(JobView::cancelled);
    } catch (Throwable failure) {
      end(now -> now.failed(reason(failure)));
    }
  }

  /** Ends the job unless it has ended, and stops its computing. */
  void cancel() {
    end(JobView::cancelled);
  }

  private synchronized @Nullable PacedProgress begin() {
    if (state.status() != JobStatus.QUEUED) {
      return null;
    }
    progress = pace.begin();
    worker = Thread.currentThread();
    state = state.running(0);
    return progress;
  }

  private void end(UnaryOperator<JobView> end) {
    synchronized (this) {
      if (state.status().isTerminal()) {
        return;
      }
      state = end.apply(view());
      if (worker != null && worker != Thread.currentThread()) {
        worker.interrupt();
      }
    }
    whenEnded.run();
  }

  private static String reason(Throwable failure) {
    String message = failure.getMessage();
    return message != null ? message : failure.getClass().getSimpleName();
  }
}
