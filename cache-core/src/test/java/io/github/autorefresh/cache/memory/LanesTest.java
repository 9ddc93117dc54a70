package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.SyncResult;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Who goes first when not all can go: what was asked for, what is new, what is due by the clock.
 */
class LanesTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration PERIOD = Duration.ofSeconds(1000);

  private final SteppedTime hand = new SteppedTime();
  private final List<String> calls = new ArrayList<>();
  private boolean failing;

  private final AutoRefreshCache<Job> cache = build(hand.cache("jobs").rateLimit(1000, 100));

  private AutoRefreshCache<Job> build(AutoRefreshCacheBuilder builder) {
    return builder
        .resyncPeriod(PERIOD)
        .build(
            job -> {
              calls.add(job.id());
              if (failing) {
                throw new IllegalStateException("down");
              }
              return job;
            });
  }

  @Test
  void ofFourPermitsTwoAreForWhatWasAskedForOneForWhatIsNewOneForThePeriodic() {
    makePeriodic("p", 8);
    create("f", 8);
    create("r", 8);
    refresh("r", 0, 8);
    calls.clear();
    hand.advance(SECOND.multipliedBy(12));
    assertThat(kinds()).isIn("rfrprfrprfrp", "frprfrprfrpr", "rprfrprfrprf", "prfrprfrprfr");
  }

  @Test
  void shareThatIsNotUsedGoesToTheFirstLaneThatHasWork() {
    makePeriodic("p", 8);
    create("f", 8);
    calls.clear();
    hand.advance(SECOND.multipliedBy(8));
    assertThat(kinds().chars().filter(kind -> kind == 'f')).as(kinds()).hasSize(6);

    create("f2-", 8);
    refresh("p", 0, 8);
    calls.clear();
    hand.advance(SECOND.multipliedBy(8));
    assertThat(kinds().chars().filter(kind -> kind == 'p')).as(kinds()).hasSize(6);
  }

  @Test
  void withinALaneTheMostOverdueGoesFirstAndSoOneThatIsOverdueAlready() {
    makePeriodic("p", 20);
    calls.clear();
    refresh("p", 7, 8);
    refresh("p", 3, 4);
    hand.advance(SECOND.multipliedBy(2));
    assertThat(calls).containsExactly("p3", "p7");
  }

  @Test
  void itemsAreFirstSyncedInTheOrderInWhichTheyWereCreated() {
    slow();
    create("f", 100);
    cache.start();
    hand.advance(SECOND.multipliedBy(9));
    assertThat(calls).containsExactly("f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9");
  }

  @Test
  void failedFirstSyncIsTriedAgainByTheClock() {
    slow();
    failing = true;
    create("f", 1);
    cache.start();
    hand.turn();
    failing = false;
    create("n", 8);
    calls.clear();
    hand.advance(SECOND.multipliedBy(5));
    assertThat(kinds()).as("new ones have three of four").containsOnlyOnce("f");
    assertThat(kinds()).hasSize(5);
  }

  @Test
  void batchIsOfOneLaneAndFilledFromTheOthers() {
    List<List<String>> batches = new ArrayList<>();
    AutoRefreshCache<Job> batched =
        hand.cache("batched")
            .rateLimit(1, 1)
            .resyncPeriod(PERIOD)
            .buildBatched(
                4,
                jobs -> {
                  batches.add(jobs.stream().map(Job::id).toList());
                  return jobs.stream().map(job -> SyncResult.<Job>unchanged(job.id())).toList();
                });
    for (int i = 0; i < 6; i++) {
      batched.getOrCreate(Job.of("f" + i));
    }
    var unused = batched.refresh("f5");
    batched.start();
    hand.advance(SECOND);
    assertThat(batches).containsExactly(List.of("f5", "f0", "f1", "f2"), List.of("f3", "f4"));
  }

  @Test
  void refreshOfAnItemThatWaitsAnywayGoesBeforeABacklog() {
    slow();
    create("f", 50);
    cache.start();
    hand.turn();
    calls.clear();
    refresh("f", 40, 41);
    hand.advance(SECOND.multipliedBy(3));
    assertThat(calls).contains("f40");
  }

  /** Synced once, and overdue again, at a permit a second. */
  private void makePeriodic(String prefix, int count) {
    create(prefix, count);
    cache.start();
    hand.turn();
    cache.pause();
    slow();
    hand.advance(PERIOD.multipliedBy(2));
    cache.resume();
    hand.turn();
  }

  private void slow() {
    cache.retune(settings -> settings.withTps(1).withBurst(1));
  }

  private void create(String prefix, int count) {
    for (int i = 0; i < count; i++) {
      cache.getOrCreate(Job.of(prefix + i));
    }
  }

  private void refresh(String prefix, int from, int to) {
    for (int i = from; i < to; i++) {
      var unused = cache.refresh(prefix + i);
    }
  }

  /** The first letter of each. */
  private String kinds() {
    StringBuilder kinds = new StringBuilder();
    calls.forEach(id -> kinds.append(id.charAt(0)));
    return kinds.toString();
  }
}
