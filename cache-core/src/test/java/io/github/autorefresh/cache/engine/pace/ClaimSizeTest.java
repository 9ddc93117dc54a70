package io.github.autorefresh.cache.engine.pace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClaimSizeTest {

  private static final int LARGEST = 64;
  private static final long MICROS = 1_000;
  private static final long FOREVER = Long.MAX_VALUE;

  private final UsualDuration call = new UsualDuration();
  private long permitsLast = FOREVER;
  private final ClaimSize size = new ClaimSize(1, call, () -> permitsLast);

  @Test
  void callsOfWhichNothingIsKnownAreClaimedOneByOne() {
    assertThat(size.items()).isOne();
    assertThat(size.isQuick()).isFalse();
  }

  @Test
  void slowCallsAreClaimedOneByOne() {
    call.observe(1, 10_000 * MICROS);
    assertThat(size.items()).isOne();
    assertThat(size.isQuick()).isFalse();
  }

  @Test
  void quickCallsAreClaimedAsManyAsBeginWithinAMoment() {
    call.observe(1, MICROS);
    assertThat(size.items()).isEqualTo(50);
    assertThat(size.isQuick()).isTrue();
  }

  @Test
  void callsAreQuickIfTwoOfThemFitIntoOneClaim() {
    call.observe(1, 25 * MICROS);
    assertThat(size.items()).isEqualTo(2);
    assertThat(size.isQuick()).isTrue();
  }

  @Test
  void callsAreNotQuickIfTwoOfThemDoNotFit() {
    call.observe(1, 25 * MICROS + 1);
    assertThat(size.items()).isOne();
    assertThat(size.isQuick()).isFalse();
  }

  @Test
  void noMoreAreClaimedAtOnceHoweverQuickTheCalls() {
    call.observe(1_000_000, 10 * MICROS);
    assertThat(size.items()).isEqualTo(LARGEST);
  }

  @Test
  void permitsThatDoNotLastMakeClaimsSmallAndCallsNoSlower() {
    call.observe(1, MICROS);
    permitsLast = 20 * MICROS;
    assertThat(size.items()).isEqualTo(20);
    permitsLast = MICROS / 2;
    assertThat(size.items()).isOne();
    assertThat(size.isQuick()).isTrue();
  }

  @Test
  void permitsThatLastMakeClaimsNoLarger() {
    call.observe(1, MICROS);
    permitsLast = 51 * MICROS;
    assertThat(size.items()).isEqualTo(50);
  }

  @Test
  void batchIsClaimedWhole() {
    ClaimSize batches = new ClaimSize(100, call, () -> permitsLast);
    permitsLast = 1;
    assertThat(batches.items()).isEqualTo(100);
    call.observe(1, MICROS);
    assertThat(batches.items()).isEqualTo(100);
    assertThat(batches.isQuick()).as("one call per claim").isFalse();
  }
}
