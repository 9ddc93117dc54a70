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
@Description("One id is created by both forms of getOrCreate at once: there is one winner.")
@Outcome(id = "1, 1, 1, 1", expect = ACCEPTABLE, desc = "the item won")
@Outcome(id = "2, 2, 2, 1", expect = ACCEPTABLE, desc = "the creator won")
@State
public class CreateAgainstCreate {

  private final AutoRefreshCache<Job> cache =
      new SteppedTime().cache("jobs").build((Job job) -> job);

  @Actor
  public void item(IIII_Result r) {
    r.r1 = cache.getOrCreate(new Job("a", 1, false, null)).version();
  }

  @Actor
  public void creator(IIII_Result r) {
    r.r2 = cache.getOrCreate("a", id -> new Job(id, 2, false, null)).version();
  }

  @Arbiter
  public void remains(IIII_Result r) {
    r.r3 = cache.get("a").version();
    r.r4 = (int) cache.size();
  }
}
