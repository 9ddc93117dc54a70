package io.github.autorefresh.cache.engine.pace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryBudgetTest {

  private static final long SECOND = 1_000_000_000;

  private final RetryBudget budget = new RetryBudget(0);

  private int takeAll(long now) {
    int taken = 0;
    while (budget.take(now)) {
      taken++;
    }
    return taken;
  }

  @Test
  void thereAreTenAtFirstAndNeverMore() {
    assertThat(takeAll(0)).isEqualTo(10);
    assertThat(takeAll(3600 * SECOND)).isEqualTo(10);
  }

  @Test
  void withoutDemandThereIsOneInThirtySeconds() {
    takeAll(0);
    assertThat(budget.take(29 * SECOND)).isFalse();
    assertThat(budget.take(30 * SECOND + 1)).isTrue();
    assertThat(budget.take(31 * SECOND)).isFalse();
  }

  @Test
  void afterwardsTheyAreATenthOfTheDemand() {
    takeAll(0);
    budget.demand(50, 0);
    assertThat(takeAll(1 * SECOND + 1)).isEqualTo(5);
    assertThat(takeAll(2 * SECOND + 1)).isEqualTo(5);
  }

  @Test
  void whatIsGivenBackFillsItAgainButNotBeyondItsSize() {
    takeAll(0);
    budget.giveBack(3);
    assertThat(takeAll(0)).isEqualTo(3);
    budget.giveBack(1000);
    budget.giveBack(-1);
    assertThat(takeAll(0)).isEqualTo(10);
    assertThat(budget.taken()).isEqualTo(23);
  }

  @Test
  void changedDemandDoesNotHoldForTheTimeBefore() {
    takeAll(0);
    budget.demand(10, 0);
    budget.demand(1000, SECOND + 1);
    assertThat(takeAll(SECOND + 1)).isEqualTo(1);
  }

  @Test
  void clockThatAnotherThreadHasReadLaterAddsNothing() {
    takeAll(10 * SECOND);
    assertThat(budget.take(0)).isFalse();
    assertThat(budget.take(40 * SECOND + 1)).isTrue();
  }
}
