package io.github.autorefresh.cache.engine.commit;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.autorefresh.cache.engine.waiters.ThreadWaiting;
import io.github.autorefresh.cache.spi.ManualTime;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

@JCStressTest
@Description("A gate is shut while commits pass it: once it is shut and empty, none is to come.")
@Outcome(
    id = {"1, -1, 1", "1, 1, 1"},
    expect = ACCEPTABLE,
    desc = "the commit was inside first")
@Outcome(
    id = {"0, -1, 0", "0, 0, 0"},
    expect = ACCEPTABLE,
    desc = "the commit was shut out")
@State
public class CommitAgainstShut {

  private static final int NOT_EMPTY_YET = -1;

  private final CommitGate gate = new CommitGate(new ThreadWaiting(new ManualTime()));
  private volatile int commits;

  public CommitAgainstShut() {
    gate.open(() -> {});
  }

  @Actor
  public void commit(III_Result r) {
    if (gate.enter()) {
      commits = 1;
      gate.leave();
      r.r1 = 1;
    }
  }

  @Actor
  public void shut(III_Result r) {
    gate.shut(gate.close(), () -> {});
    r.r2 = gate.isEmpty() ? commits : NOT_EMPTY_YET;
  }

  @Arbiter
  public void after(III_Result r) {
    r.r3 = commits;
  }
}
