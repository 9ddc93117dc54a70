package io.github.autorefresh.cache.spring.redis.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.spring.redis.script.LastClaim;
import org.junit.jupiter.api.Test;

/** Which syncs serve a refresh that was asked for while generation 5 had been claimed twice. */
class RefreshRequestsTest {

  private final RefreshRequests requests = new RefreshRequests();

  private void ask() {
    requests.ask("a");
    requests.sent("a", new LastClaim(5, 2));
  }

  @Test
  void syncOfALaterClaimServesOnce() {
    ask();
    assertThat(requests.servedBy("a", 5, 2)).as("had begun before").isFalse();
    assertThat(requests.willBeServedBy("a", 5, 3)).isTrue();
    assertThat(requests.servedBy("a", 5, 3)).isTrue();
    assertThat(requests.servedBy("a", 5, 4)).isFalse();
  }

  @Test
  void noneServesBeforeRedisKnows() {
    requests.ask("a");
    assertThat(requests.servedBy("a", 5, 1_000)).isFalse();
  }

  @Test
  void syncOfAnEarlierGenerationDoesNotServe() {
    ask();
    assertThat(requests.servedBy("a", 4, 1_000)).isFalse();
  }

  @Test
  void firstSyncOfALaterGenerationServes() {
    ask();
    assertThat(requests.servedBy("a", 6, 0)).as("was created").isFalse();
    assertThat(requests.servedBy("a", 6, 1)).isTrue();
  }

  @Test
  void afterALossItIsServedByTheFirstClaimThatCountsFromFewer() {
    ask();
    requests.mayBeLost();
    assertThat(requests.unsent()).containsExactly("a");
    requests.sent("a", new LastClaim(5, 1));
    assertThat(requests.unsent()).isEmpty();
    assertThat(requests.servedBy("a", 5, 2)).isTrue();
  }

  @Test
  void staysIfItsItemIsHereAgain() {
    ask();
    requests.removeUnless("a", () -> true);
    assertThat(requests.all()).containsExactly("a");
    requests.removeUnless("a", () -> false);
    assertThat(requests.all()).isEmpty();
  }
}
