package io.github.autorefresh.cache.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.ManualTime;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

@JCStressTest
@Description("Two claim what is due, under a limit: no item goes to both.")
@Outcome(
    id = {"3, 0", "0, 3"},
    expect = ACCEPTABLE,
    desc = "one claims all")
@Outcome(
    id = {"1, 2", "2, 1"},
    expect = ACCEPTABLE,
    desc = "each claims one")
@State
public class ClaimAgainstClaim {

  private final ItemStore<Job> store =
      Fresh.store(TokenBucketRateLimiter.of("jobs", 1, 4, new ManualTime()), "0", "1");

  @Actor
  public void one(II_Result r) {
    r.r1 = claim();
  }

  @Actor
  public void another(II_Result r) {
    r.r2 = claim();
  }

  private int claim() {
    ClaimedItems<Job> run = new ClaimedItems<>();
    store.claim(run, 2);
    return Fresh.bits(run);
  }
}
