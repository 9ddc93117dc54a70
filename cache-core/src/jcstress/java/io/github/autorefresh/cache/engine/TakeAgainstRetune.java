package io.github.autorefresh.cache.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.ManualTime;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

@JCStressTest
@Description("Two take from one bucket while a third retunes it: together they get the burst.")
@Outcome(id = "3, 0", expect = ACCEPTABLE, desc = "taken at the old burst")
@Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "taken at the new burst")
@State
public class TakeAgainstRetune {

  private final TokenBucketRateLimiter limiter =
      TokenBucketRateLimiter.of("jobs", 1, 3, new ManualTime());

  @Actor
  public void take(II_Result r) {
    r.r1 = limiter.take(3);
  }

  @Actor
  public void retune() {
    limiter.retune(2, 2);
  }

  @Arbiter
  public void after(II_Result r) {
    r.r2 = limiter.take(3);
  }
}
