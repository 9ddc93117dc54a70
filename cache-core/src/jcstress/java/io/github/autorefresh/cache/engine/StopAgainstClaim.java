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
import org.openjdk.jcstress.infra.results.III_Result;

@JCStressTest
@Description(
    "A cache is stopped while it dispatches: afterwards no call starts and nothing commits.")
@Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "stopped before the sync committed")
@Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "stopped after the sync had committed")
@State
public class StopAgainstDispatch {

  private final SteppedTime hand = new SteppedTime();
  private final AutoRefreshCache<Job> cache =
      hand.cache("jobs").unlimited().build(StopAgainstDispatch.this::sync);
  private volatile boolean stopped;
  private volatile int startedLate;

  public StopAgainstDispatch() {
    cache.start();
    cache.getOrCreate(Job.of("a"));
  }

  private Job sync(Job job) {
    startedLate = stopped ? 1 : 0;
    return job.next();
  }

  @Actor
  public void dispatch() {
    hand.turn();
  }

  @Actor
  public void stop(III_Result r) {
    cache.stop();
    stopped = true;
    r.r2 = cache.get("a").version();
  }

  @Arbiter
  public void after(III_Result r) {
    r.r1 = startedLate;
    r.r3 = cache.get("a").version();
  }
}
