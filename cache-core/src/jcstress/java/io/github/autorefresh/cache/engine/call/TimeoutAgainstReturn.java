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
import org.openjdk.jcstress.infra.results.LL_Result;

@JCStressTest
@Description("A call returns while it times out: one of both results counts, one of both releases.")
@Outcome(id = "SETTLE, in time", expect = ACCEPTABLE, desc = "it returned first, and settles")
@Outcome(id = "RELEASE, recorded", expect = ACCEPTABLE, desc = "it failed, and its worker releases")
@Outcome(id = "NOTHING, returned", expect = ACCEPTABLE, desc = "it failed, the watch releases")
@State
public class TimeoutAgainstReturn {

  private final InFlight<Job> calls = new InFlight<>(ClaimedJobs.of(1), 1, Fresh.NOBODY, 0);

  @Actor
  public void worker(LL_Result r) {
    r.r1 = calls.returned(1).name();
  }

  @Actor
  public void watch(LL_Result r) {
    boolean timedOut = calls.timeOut() != null;
    r.r2 = timedOut ? calls.recorded() ? "recorded" : "returned" : "in time";
  }
}
