package io.github.autorefresh.cache.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class SteppedTimeTest {

  private static final Duration PERIOD = Duration.ofSeconds(30);

  private final SteppedTime time = new SteppedTime();

  private AutoRefreshCache<Job> started(CacheSyncItem<Job> sync) {
    AutoRefreshCache<Job> jobs = time.cache("jobs").resyncPeriod(PERIOD).build(sync);
    jobs.start();
    jobs.getOrCreate(Job.of("j1"));
    return jobs;
  }

  @Test
  void nothingHappensUntilTheTestTurns() {
    AutoRefreshCache<Job> jobs = started(Job::next);
    assertThat(jobs.get("j1").version()).isZero();
    time.turn();
    assertThat(jobs.get("j1").version()).isEqualTo(1);
  }

  @Test
  void advanceStopsAtEveryMomentAtWhichASyncIsDue() {
    List<Instant> syncs = new ArrayList<>();
    started(
        job -> {
          syncs.add(time.instant());
          return job;
        });
    time.advance(PERIOD.multipliedBy(4));
    assertThat(syncs).hasSize(5);
    for (int i = 2; i < syncs.size(); i++) {
      assertThat(Duration.between(syncs.get(i - 1), syncs.get(i)))
          .isBetween(PERIOD, PERIOD.plusMillis(1));
    }
  }

  @Test
  void everyRunIsLikeTheOther() {
    assertThat(timesOfSyncs(new SteppedTime())).isEqualTo(timesOfSyncs(new SteppedTime()));
  }

  private static List<Duration> timesOfSyncs(SteppedTime time) {
    List<Duration> syncs = new ArrayList<>();
    AutoRefreshCache<Job> jobs =
        time.cache("jobs")
            .resyncPeriod(PERIOD)
            .build(
                job -> {
                  syncs.add(time.elapsed());
                  return job;
                });
    jobs.start();
    for (int i = 0; i < 100; i++) {
      jobs.getOrCreate(Job.of("job-" + i));
    }
    time.advance(PERIOD.multipliedBy(3));
    return syncs;
  }

  @Test
  void cachesUnderOneTimeMoveTogether() {
    AutoRefreshCache<Job> jobs = started(Job::next);
    AutoRefreshCache<Job> others = started(Job::next);
    time.turn();
    assertThat(jobs.get("j1").version()).isEqualTo(1);
    assertThat(others.get("j1").version()).isEqualTo(1);
  }

  @Test
  void closedCacheTurnsNoMoreAndAnotherGoesOn() {
    AutoRefreshCache<Job> jobs = started(Job::next);
    AutoRefreshCache<Job> others = started(Job::next);
    jobs.close();
    time.turn();
    assertThat(jobs.get("j1").version()).isZero();
    assertThat(others.get("j1").version()).isEqualTo(1);
  }

  @Test
  void futureOfARefreshCompletesInTheNextTurn() {
    AutoRefreshCache<Job> jobs = started(Job::next);
    time.turn();
    CompletableFuture<Job> refreshed = jobs.refresh("j1");
    assertThat(refreshed).isNotDone();
    time.turn();
    assertThat(refreshed).isCompletedWithValueMatching(job -> job.version() == 2);
  }

  @Test
  void syncMaySeemToTakeTime() {
    AutoRefreshCache<Job> jobs =
        started(
            job -> {
              time.pass(Duration.ofSeconds(2));
              return job;
            });
    time.turn();
    assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(2));
    assertThat(jobs.stats().syncLatency()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void turnWithinASyncIsRefusedAndFailsTheSync() {
    AutoRefreshCache<Job> jobs =
        started(
            job -> {
              time.turn();
              return job;
            });
    time.turn();
    assertThat(jobs.entry("j1").lastError())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("only let time pass");
  }

  @Test
  void timeDoesNotGoBack() {
    Duration back = Duration.ofSeconds(-1);
    assertThatThrownBy(() -> time.advance(back))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("step must not be negative, but was PT-1S");
    assertThatThrownBy(() -> time.pass(back)).isInstanceOf(IllegalArgumentException.class);
    assertThat(time.elapsed()).isZero();
  }

  @Test
  void backoffGoesByThisTime() {
    AutoRefreshCache<Job> jobs =
        started(
            job -> {
              throw new TimeoutException("the job service does not answer");
            });
    time.turn();
    time.advance(Duration.ofSeconds(1)); // the first backoff
    time.advance(Duration.ofSeconds(2)); // twice as long
    assertThat(jobs.entry("j1").consecutiveFailures()).isEqualTo(3);
  }
}
