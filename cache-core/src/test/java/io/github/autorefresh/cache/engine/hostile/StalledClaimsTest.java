package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A thread is held up in the midst of items that it has claimed, with their permits, in one go. */
class StalledClaimsTest {

  private static final int BURST = 100;

  /** Late wake-ups may clump so many calls. */
  private static final int CLUMP = 3;

  private final SteppedTime hand = new SteppedTime();
  private final CallStarts starts = new CallStarts(hand::elapsed);
  private int callsOfRound;

  @ParameterizedTest
  @CsvSource({
    "10000, 100", "10000, 500", "10000, 1000", "10000, 2100", "10000, 8000", "10000, 50000",
    "100000, 20", "100000, 100", "100000, 500", "100000, 2000", "1000, 20000", "1000, 50000"
  })
  void permitsThatWaitedBehindItAreNotUsedBesideTheBurst(double tps, int stallMicros) {
    AutoRefreshCache<Job> cache =
        hand.cache("jobs")
            .rateLimit(tps, BURST)
            .resyncPeriod(Duration.ofMillis(10))
            .build(
                job -> {
                  starts.add();
                  if (++callsOfRound == 10) {
                    hand.pass(Duration.ofNanos(stallMicros * 1000L));
                  }
                  return job;
                });
    for (int i = 0; i < 1000; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    cache.start();
    for (int round = 0; round < 10; round++) {
      callsOfRound = 0;
      hand.advance(Duration.ofNanos(Math.round(150 / tps * 1e9)));
      hand.pass(Duration.ofSeconds(1)); // the bucket is full again
    }
    assertThat(starts.count()).isGreaterThan(1000);
    starts.assertWithin(tps, BURST + CLUMP);
  }
}
