package io.github.autorefresh.cache.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.ManualTime;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

@JCStressTest
@Description("Two take from one bucket more than it holds: together they get the burst.")
@Outcome(
    id = {"2, 1", "1, 2"},
    expect = ACCEPTABLE,
    desc = "all three permits, and no more")
@State
public class TakeAgainstTake {

  private final TokenBucketRateLimiter limiter =
      TokenBucketRateLimiter.of("jobs", 1, 3, new ManualTime());

  @Actor
  public void one(II_Result r) {
    r.r1 = limiter.take(2);
  }

  @Actor
  public void another(II_Result r) {
    r.r2 = limiter.take(2);
  }
}
