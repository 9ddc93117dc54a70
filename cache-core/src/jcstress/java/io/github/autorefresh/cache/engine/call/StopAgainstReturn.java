package io.github.autorefresh.cache.engine.call;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.ClaimedJobs;
import io.github.autorefresh.cache.engine.Fresh;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LZ_Result;

@JCStressTest
@Description(
    "A call returns while a stop interrupts it and gives it up: its worker ends its claim.")
@Outcome(id = "SETTLE, false", expect = ACCEPTABLE, desc = "it returned in time")
@Outcome(id = "RELEASE, true", expect = ACCEPTABLE, desc = "it was given up, as the stop saw")
@Outcome(id = "RELEASE, false", expect = ACCEPTABLE, desc = "it returned before the stop looked")
@State
public class StopAgainstReturn {

  private final InFlight<Job> calls = new InFlight<>(ClaimedJobs.of(1), 1, Fresh.NOBODY, 0);

  @Actor
  public void worker(LZ_Result r) {
    r.r1 = calls.returned(1).name();
  }

  @Actor
  public void stop(LZ_Result r) {
    calls.interrupt();
    calls.abandon();
    r.r2 = calls.isStuck();
  }
}
