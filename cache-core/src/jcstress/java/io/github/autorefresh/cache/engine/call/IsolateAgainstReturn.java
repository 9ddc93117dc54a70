package io.github.autorefresh.cache.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.autorefresh.cache.Job;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

@JCStressTest
@Description(
    "A run's company is taken from its worker's hands: each item is in one hand afterwards.")
@Outcome(id = "7, 0", expect = ACCEPTABLE, desc = "the worker had done all")
@Outcome(id = "1, 6", expect = ACCEPTABLE, desc = "the worker is in its first call")
@Outcome(id = "2, 5", expect = ACCEPTABLE, desc = "the worker is in its second call")
@Outcome(id = "4, 3", expect = ACCEPTABLE, desc = "the worker is in its last call")
@State
public class IsolateAgainstLanding {

  private final InFlight<Job> flight = Fresh.flight(3);

  @Actor
  public void worker(II_Result r) {
    while (flight.land(1, false) == InFlight.Landing.NEXT) {
      // the next call takes no time
    }
    r.r1 = Fresh.bits(flight.owned());
  }

  @Actor
  public void watch(II_Result r) {
    InFlight.Company<Job> company = flight.isolate();
    r.r2 = company == null ? 0 : Fresh.bits(company.synced()) | Fresh.bits(company.waiting());
  }
}
