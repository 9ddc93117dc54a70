package io.github.autorefresh.cache.engine.commit;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.ClaimedJobs;
import io.github.autorefresh.cache.engine.Fresh;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * The items that the worker tells of, those that it releases, those that the watch releases because
 * they were told of, and those that it has told of elsewhere and then released.
 */
@JCStressTest
@Description(
    "All but the present item is taken from a worker that tells of them:"
        + " each item is told of once, and released once.")
@Outcome(id = "7, 7, 0, 0", expect = ACCEPTABLE, desc = "the worker had told of all")
@Outcome(id = "1, 1, 0, 6", expect = ACCEPTABLE, desc = "the worker is at its first item")
@Outcome(id = "3, 2, 1, 4", expect = ACCEPTABLE, desc = "the worker is at its second item")
@Outcome(id = "7, 4, 3, 0", expect = ACCEPTABLE, desc = "the worker is at its last item")
@State
public class IsolateAgainstNext {

  private final Telling<Job> telling = new Telling<>(ClaimedJobs.of(3), Fresh.NOBODY);

  @Actor
  public void worker(IIII_Result r) {
    int told = 0;
    for (int i = telling.current(); i >= 0; i = telling.current()) {
      told += 1 << i;
      telling.next();
    }
    r.r1 = told;
    r.r2 = Fresh.bits(telling.owned());
  }

  @Actor
  public void watch(IIII_Result r) {
    Telling.Taken<Job> taken = telling.isolate();
    if (taken != null) {
      r.r3 = Fresh.bits(taken.told());
      r.r4 = Fresh.bits(taken.untold());
    }
  }
}
