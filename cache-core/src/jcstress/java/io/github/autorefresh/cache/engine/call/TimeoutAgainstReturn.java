package io.github.autorefresh.cache.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.autorefresh.cache.Job;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

@JCStressTest
@Description("A call returns while it times out: one of both results counts, one of both releases.")
@Outcome(id = "LAST, in time", expect = ACCEPTABLE, desc = "it returned first, and settles")
@Outcome(id = "LATE, recorded", expect = ACCEPTABLE, desc = "it failed, and its worker releases")
@Outcome(
    id = "LATE_AND_TAKEN, returned",
    expect = ACCEPTABLE,
    desc = "it failed, the watch releases")
@State
public class TimeoutAgainstReturn {

  private final InFlight<Job> flight = Fresh.flight(1);

  @Actor
  public void worker(LL_Result r) {
    r.r1 = flight.land(1, false).name();
  }

  @Actor
  public void watch(LL_Result r) {
    boolean timedOut = flight.timeOut() != null;
    r.r2 = timedOut ? flight.recorded() ? "recorded" : "returned" : "in time";
  }
}
