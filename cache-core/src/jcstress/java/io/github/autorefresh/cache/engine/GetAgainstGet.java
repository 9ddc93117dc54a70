package io.github.autorefresh.cache.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

@JCStressTest
@Description(
    "Two threads count in what can be the cell of one: nothing is lost, nothing seen twice.")
@Outcome(id = "4, 0", expect = ACCEPTABLE, desc = "read before the other's")
@Outcome(
    id = {"4, 1", "4, 2"},
    expect = ACCEPTABLE_INTERESTING,
    desc = "read between or after the other's")
@State
public class GetAgainstGet {

  private final Gets gets = new Gets(1);

  @Actor
  public void one() {
    gets.add(true);
    gets.add(true);
  }

  @Actor
  public void another(JJ_Result r) {
    r.r2 = gets.hits();
    gets.add(true);
    gets.add(true);
  }

  @Arbiter
  public void sum(JJ_Result r) {
    r.r1 = gets.hits();
  }
}
