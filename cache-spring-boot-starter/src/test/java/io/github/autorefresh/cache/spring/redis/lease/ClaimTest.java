package io.github.autorefresh.cache.spring.redis.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.Grant;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import org.junit.jupiter.api.Test;

/** Of what is heard of an item, which is the outcome of this replica, and left to the engine? */
class ClaimTest {

  private static final int RUN = 4;

  private final Claim claim = new Claim(Epoch.NONE, new Grant.Item("a", fields(RUN), false));

  private static ItemFields fields(int run) {
    return new ItemFields(1, run, 0, 1, run, 1, 0, run, 0);
  }

  @Test
  void outcomeThatWasAccepted() {
    assertThat(claim.hasGiven(fields(RUN), true)).as("if the answer never comes").isFalse();
    claim.accepted(fields(RUN));
    assertThat(claim.hasGiven(fields(RUN), true)).isTrue();
    assertThat(claim.hasGiven(fields(RUN), false)).isTrue();
  }

  @Test
  void nothingThatCameBeforeOrAfter() {
    claim.accepted(fields(RUN));
    assertThat(claim.hasGiven(fields(RUN - 1), true)).isFalse();
    assertThat(claim.hasGiven(fields(RUN + 1), true)).isFalse();
  }

  @Test
  void noRemovalOfWhatWasCommitted() {
    claim.accepted(fields(RUN));
    ItemFields evicted = new ItemFields(1, RUN + 1, 0, 1, RUN, 1, 0, RUN, 0);
    assertThat(claim.hasGiven(evicted, false)).isFalse();
  }

  @Test
  void nothingOfAnotherGeneration() {
    claim.accepted(fields(RUN));
    assertThat(claim.hasGiven(new ItemFields(2, RUN, 0, 1, RUN, 1, 0, RUN, 0), true)).isFalse();
  }

  /** It was put back after a loss that came between the commit and its answer. */
  @Test
  void outcomeThatAnotherReplicaHasPutBackToo() {
    claim.accepted(fields(RUN));
    assertThat(claim.hasGiven(fields(RUN).at(1_000), true)).isTrue();
    ItemFields putBack = new ItemFields(1, 1_000, 0, 1, RUN, 1, 0, RUN + 1, 0);
    assertThat(claim.hasGiven(putBack, true)).as("known by its sync").isTrue();
    assertThat(claim.hasGiven(putBack, false)).isFalse();
  }

  @Test
  void letsEventsGoOnce() {
    assertThat(claim.letsEventsGo()).as("none have waited").isFalse();
    claim.holdsEvents();
    assertThat(claim.letsEventsGo()).isTrue();
    assertThat(claim.letsEventsGo()).isFalse();
  }
}
