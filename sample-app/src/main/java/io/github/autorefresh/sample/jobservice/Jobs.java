package io.github.autorefresh.sample.jobservice;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All jobs the service knows, and the workers that compute them in the order they came.
 *
 * <p>Both ends are bounded: so many unfinished jobs are taken, and of the finished ones the latest
 * so many are kept. Thread-safe; looking never waits for a lock that computing holds.
 */
final class Jobs {

  /** The job of an id, and whether this submission is what made it. */
  record Submitted(JobView job, boolean isNew) {}

  private final Map<String, Job> byId = new ConcurrentHashMap<>();
  private final Queue<String> ended = new ArrayDeque<>();
  private final int maxUnfinished;
  private final int maxFinished;
  private final Pace pace;
  private final ThreadPoolExecutor workers;

  Jobs(JobServiceSettings settings) {
    this.maxUnfinished = settings.maxUnfinished();
    this.maxFinished = settings.maxFinished();
    this.pace = Pace.of(settings.pace());
    this.workers =
        new ThreadPoolExecutor(
            settings.workers(),
            settings.workers(),
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DaemonThreads("job-service-worker"));
  }

  @Nullable JobView find(String id) {
    Job job = byId.get(id);
    return job == null ? null : job.view();
  }

  /**
   * Takes a job unless its id is known. Atomic: of many submissions of one id, one is new.
   *
   * @throws RejectedExecutionException if too many jobs are unfinished, or the service has closed
   */
  synchronized Submitted submit(String id, String type, String input, Work work) {
    JobView known = find(id);
    if (known != null) {
      return new Submitted(known, false);
    }
    if (byId.size() - ended.size() >= maxUnfinished) {
      throw new RejectedExecutionException(maxUnfinished + " jobs are unfinished");
    }
    JobView queued = JobView.queued(id, type, input);
    Job job = new Job(queued, work, pace, () -> retain(id));
    workers.execute(job); // first, as it refuses once closed; the job can't end before it is put
    byId.put(id, job);
    return new Submitted(queued, true);
  }

  /** Ends the job if it has not ended. Returns it as it then is, or null if the id is unknown. */
  @Nullable JobView cancel(String id) {
    Job job = byId.get(id);
    if (job == null) {
      return null;
    }
    job.cancel();
    workers.remove(job);
    return job.view();
  }

  /**
   * Takes no more jobs, interrupts those that run, and waits at most this long for them to stop.
   *
   * @return whether all have stopped
   */
  boolean close(Duration timeout) throws InterruptedException {
    for (Runnable queued : workers.shutdownNow()) {
      ((Job) queued).cancel();
    }
    return workers.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  private synchronized void retain(String id) {
    ended.add(id);
    if (ended.size() > maxFinished) {
      byId.remove(ended.remove());
    }
  }
}
