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
import org.openjdk.jcstress.infra.results.II_Result;

@JCStressTest
@Description(
    "All but the call under way is taken from a worker's hands:"
        + " each item is in one hand afterwards.")
@Outcome(id = "7, 0", expect = ACCEPTABLE, desc = "the worker had done all")
@Outcome(id = "1, 6", expect = ACCEPTABLE, desc = "the worker is in its first call")
@Outcome(id = "2, 5", expect = ACCEPTABLE, desc = "the worker is in its second call")
@Outcome(id = "4, 3", expect = ACCEPTABLE, desc = "the worker is in its last call")
@State
public class IsolateAgainstReturn {

  private final InFlight<Job> calls = new InFlight<>(ClaimedJobs.of(3), 1, Fresh.NOBODY, 0);

  @Actor
  public void worker(II_Result r) {
    while (calls.returned(1) == AfterCall.CALL) {
      // the next call takes no time
    }
    r.r1 = Fresh.bits(calls.owned());
  }

  @Actor
  public void watch(II_Result r) {
    TakenItems<Job> taken = calls.isolate();
    r.r2 = taken == null ? 0 : Fresh.bits(taken.synced()) + Fresh.bits(taken.uncalled());
  }
}
