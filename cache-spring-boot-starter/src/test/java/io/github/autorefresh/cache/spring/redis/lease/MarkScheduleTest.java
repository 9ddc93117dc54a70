package io.github.autorefresh.cache.spring.redis.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.spi.ControlSink;
import io.github.autorefresh.cache.spi.ManualTime;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MarkScheduleTest {

  private static final Duration RETENTION = Duration.ofHours(1);

  private final ManualTime time = new ManualTime();
  private final MarkSchedule schedule = new MarkSchedule(time, ControlSink.NONE, () -> false);

  @Test
  void replicaWithoutAHandlerAsksForNothing() {
    schedule.marked();
    schedule.areDue(1);
    assertThat(schedule.claimable(10)).isZero();
    assertThat(schedule.untilGiveUp()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void nothingIsGivenUpOfWhatIsHandledInTime() {
    schedule.handlerExists(RETENTION);
    schedule.marked();
    assertThat(schedule.untilGiveUp()).isEqualTo(RETENTION.toNanos());
    schedule.allIsHandled();
    assertThat(schedule.untilGiveUp()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatRedisKnowsToBeUnhandledIsGivenUpThoughThisReplicaKnowsOfNothing() {
    schedule.handlerExists(RETENTION);
    schedule.longest(TimeUnit.MINUTES.toMicros(20));
    schedule.allIsHandled();
    assertThat(schedule.untilGiveUp()).isEqualTo(Duration.ofMinutes(40).toNanos());
  }

  @Test
  void answerThatWasNotHeardIsAskedForAgainWhateverClaimsSayMeanwhile() {
    schedule.handlerExists(RETENTION);
    schedule.longest(TimeUnit.HOURS.toMicros(1));
    assertThat(schedule.untilGiveUp()).isZero();
    schedule.giveUpAgainIn(1_000);
    assertThat(schedule.untilGiveUp()).isEqualTo(1_000);
    schedule.longest(-1);
    assertThat(schedule.untilGiveUp()).isEqualTo(1_000);
    schedule.allIsHeard();
    assertThat(schedule.untilGiveUp()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatIsMarkedWhileAClaimIsAskedForOutweighsItsAnswer() {
    schedule.handlerExists(RETENTION);
    long ticket = schedule.asks();
    schedule.marked();
    schedule.answered(ticket, -1, 0);
    assertThat(schedule.claimable(10)).isPositive();
    schedule.answered(schedule.asks(), -1, 0);
    assertThat(schedule.claimable(10)).isZero();
  }
}
