package io.github.autorefresh.cache.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

@JCStressTest
@Description(
    "A cache is stopped while a worker claims: afterwards no call starts, nothing commits, and"
        + " the claim has ended, so that the next start finds the item.")
@Outcome(id = "0, 0, 0, 1", expect = ACCEPTABLE, desc = "stopped before the sync committed")
@Outcome(id = "0, 1, 1, 2", expect = ACCEPTABLE, desc = "stopped after the sync had committed")
@State
public class StopAgainstClaim {

  private final SteppedTime hand = new SteppedTime();
  private final AutoRefreshCache<Job> cache =
      hand.cache("jobs").unlimited().build(StopAgainstClaim.this::sync);
  private volatile boolean stopped;
  private volatile int startedLate;

  public StopAgainstClaim() {
    cache.start();
    cache.getOrCreate(Job.of("a"));
  }

  private Job sync(Job job) {
    startedLate = stopped ? 1 : 0;
    return job.next();
  }

  @Actor
  public void claim() {
    hand.turn(); // the executor runs the worker on this thread
  }

  @Actor
  public void stop(IIII_Result r) {
    cache.stop();
    stopped = true;
    r.r2 = cache.get("a").version();
  }

  @Arbiter
  public void after(IIII_Result r) {
    r.r1 = startedLate;
    r.r3 = cache.get("a").version();
    cache.start();
    cache.refresh("a");
    hand.turn();
    r.r4 = cache.get("a").version();
  }
}
