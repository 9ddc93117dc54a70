package io.github.autorefresh.cache.spring.redis.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.Grant;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is heard of an item while an outcome of this replica is on its way. */
class ClaimTest {

  private static final int RUN = 4;

  private final Claim claim = new Claim(Epoch.NONE, new Grant.Item("a", fields(RUN), false));
  private final List<String> told = new ArrayList<>();

  private static ItemFields fields(int run) {
    return new ItemFields(1, run, 0, 1, run, 1, 0, run, 0);
  }

  private void hear(int run) {
    String event = "run " + run;
    if (!claim.defer(fields(run), () -> told.add(event))) {
      told.add(event);
    }
  }

  private void release() {
    claim.released(Runnable::run);
  }

  @Test
  void outcomeThatIsReadBeforeItsAnswerComesIsLeftToTheEngine() {
    claim.commits();
    hear(RUN);
    claim.accepted(fields(RUN));
    release();
    assertThat(told).isEmpty();
  }

  @Test
  void outcomeThatIsReadAndToldOfLateIsLeftToTheEngine() {
    claim.commits();
    claim.accepted(fields(RUN));
    release();
    hear(RUN);
    assertThat(told).isEmpty();
  }

  @Test
  void outcomeWhoseAnswerNeverComesIsToldOfAsItIsRead() {
    claim.commits();
    hear(RUN);
    assertThat(told).isEmpty();
    release();
    assertThat(told).containsExactly("run 4");
  }

  @Test
  void whateverElseHappensIsToldAfterTheEngineHasNotified() {
    hear(RUN - 1);
    claim.commits();
    hear(RUN - 1);
    claim.accepted(fields(RUN));
    hear(RUN + 1);
    assertThat(told).containsExactly("run 3");
    release();
    hear(RUN + 2);
    assertThat(told).containsExactly("run 3", "run 3", "run 5", "run 6");
  }

  @Test
  void removalOfWhatWasCommittedIsToldOf() {
    claim.commits();
    claim.accepted(fields(RUN));
    ItemFields evicted = new ItemFields(1, RUN + 1, 0, 1, RUN, 1, 0, RUN, 0);
    assertThat(claim.defer(evicted, () -> told.add("evicted"))).isTrue();
    release();
    assertThat(told).containsExactly("evicted");
    assertThat(claim.defer(evicted, () -> told.add("again"))).as("to be told now").isFalse();
  }

  /** It was put back after a loss that came between the commit and its answer. */
  @Test
  void outcomeThatAnotherReplicaHasPutBackIsLeftToTheEngineToo() {
    ItemFields putBack = fields(RUN).at(1_000);
    claim.commits();
    assertThat(claim.deferState(putBack, () -> told.add("put back"))).isTrue();
    claim.accepted(fields(RUN));
    release();
    assertThat(claim.deferState(putBack, () -> told.add("again"))).isTrue();
    release();
    assertThat(told).isEmpty();
  }
}
