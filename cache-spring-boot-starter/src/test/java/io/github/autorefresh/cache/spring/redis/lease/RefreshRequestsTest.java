package io.github.autorefresh.cache.spring.redis.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.spring.redis.lease.RefreshRequests.Request;
import io.github.autorefresh.cache.spring.redis.script.LastClaim;
import org.junit.jupiter.api.Test;

/**
 * Which syncs serve the refresh of number 9, asked for when generation 5 had been claimed twice.
 */
class RefreshRequestsTest {

  private static final long NUMBER = 9;

  private final RefreshRequests requests = new RefreshRequests();

  private void ask() {
    requests.sent(requests.ask("a", NUMBER), new LastClaim(5, 2));
  }

  @Test
  void syncOfALaterClaimServesOnce() {
    ask();
    assertThat(requests.servedBy("a", 5, 2)).as("had begun before").isZero();
    assertThat(requests.servedBy("a", 5, 3)).isEqualTo(NUMBER);
    assertThat(requests.servedBy("a", 5, 4)).isZero();
  }

  @Test
  void syncServesBeforeItHasEndedIfItIsOfALaterClaim() {
    Request request = requests.ask("a", NUMBER);
    assertThat(request.isServedBy(5, 3)).as("Redis does not know").isFalse();
    requests.sent(request, new LastClaim(5, 2));
    requests.mayBeLost();
    assertThat(requests.unsent().get(0).isServedBy(5, 3)).isTrue();
  }

  @Test
  void noneServesBeforeRedisKnows() {
    requests.ask("a", NUMBER);
    assertThat(requests.servedBy("a", 5, 1_000)).isZero();
  }

  @Test
  void answerToAnEarlierRequestSaysNothingOfALaterOne() {
    Request first = requests.ask("a", NUMBER);
    requests.ask("a", NUMBER + 1);
    requests.sent(first, new LastClaim(5, 2));
    assertThat(requests.servedBy("a", 5, 3)).as("may have begun before the later one").isZero();
    assertThat(requests.unsent()).hasSize(1);
  }

  @Test
  void syncOfAnEarlierGenerationDoesNotServe() {
    ask();
    assertThat(requests.servedBy("a", 4, 1_000)).isZero();
  }

  @Test
  void firstSyncOfALaterGenerationServes() {
    ask();
    assertThat(requests.servedBy("a", 6, 0)).as("was created").isZero();
    assertThat(requests.servedBy("a", 6, 1)).isEqualTo(NUMBER);
  }

  @Test
  void afterALossItIsServedByTheFirstClaimThatCountsFromFewer() {
    ask();
    requests.mayBeLost();
    requests.sent(requests.unsent().get(0), new LastClaim(5, 1));
    assertThat(requests.unsent()).isEmpty();
    assertThat(requests.servedBy("a", 5, 2)).isEqualTo(NUMBER);
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
