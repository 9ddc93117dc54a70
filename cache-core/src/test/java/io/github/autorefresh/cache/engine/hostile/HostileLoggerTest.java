package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.SyncResult;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/** A logger that throws whenever the library logs: whatever it had to say, nobody is harmed. */
class HostileLoggerTest {

  private final SteppedTime hand = new SteppedTime();
  private final LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
  private int logged;

  private void breakLoggers(Thrown thrown) {
    logging.addTurboFilter(
        new TurboFilter() {
          @Override
          public FilterReply decide(
              Marker marker,
              Logger logger,
              Level level,
              String format,
              Object[] params,
              Throwable error) {
            if (logger.getName().startsWith("io.github.autorefresh")) {
              logged++;
              throw thrown.raise();
            }
            return FilterReply.NEUTRAL;
          }
        });
  }

  @AfterEach
  void repair() {
    logging.resetTurboFilterList();
  }

  @ParameterizedTest
  @EnumSource
  void complaintsAboutListenersObserversAndFuturesMayThrow(Thrown thrown) {
    breakLoggers(thrown);
    AutoRefreshCache<Job> cache =
        hand.cache("jobs")
            .observer(
                (name, outcome, nanos) -> {
                  throw new IllegalStateException("observer");
                })
            .build(Job::next);
    List<String> heard = new ArrayList<>();
    cache.addListener(
        new CacheListener<Job>() {
          @Override
          public void onUpdated(Job previous, Job current) {
            throw new IllegalStateException("listener");
          }
        });
    cache.addListener(
        new CacheListener<Job>() {
          @Override
          public void onUpdated(Job previous, Job current) {
            heard.add(current.id());
          }
        });
    cache.start();
    cache.getOrCreate(Job.of("a"));
    cache.getOrCreate(Job.of("b"));
    CompletableFuture<Job> reached = cache.await("b", job -> job.version() == 1);
    hand.turn();
    assertThat(logged).isPositive();
    assertThat(heard).containsExactly("a", "b");
    assertThat(reached).isCompleted();
  }

  @ParameterizedTest
  @EnumSource
  void complaintsAboutTheExecutorMayThrow(Thrown thrown) {
    breakLoggers(thrown);
    int[] tasks = {0};
    AutoRefreshCache<Job> cache =
        hand.cache("jobs")
            .executor(
                task -> {
                  if (tasks[0]++ % 2 == 0) {
                    throw new RejectedExecutionException("full");
                  }
                  task.run();
                })
            .build(Job::next);
    cache.start();
    cache.getOrCreate(Job.of("a"));
    hand.advance(Duration.ofSeconds(1));
    assertThat(logged).isPositive();
    assertThat(cache.get("a").version()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void complaintsAboutBatchResultsMayThrow(Thrown thrown) {
    breakLoggers(thrown);
    AutoRefreshCache<Job> cache =
        hand.cache("jobs")
            .buildBatched(
                10,
                jobs -> {
                  List<SyncResult<Job>> results = new ArrayList<>();
                  results.add(null);
                  results.add(SyncResult.unchanged("nobody asked"));
                  jobs.forEach(job -> results.add(SyncResult.updated(job.next())));
                  return results;
                });
    cache.start();
    cache.getOrCreate(Job.of("a"));
    cache.getOrCreate(Job.of("b"));
    hand.turn();
    assertThat(logged).isPositive();
    assertThat(cache.entries()).allMatch(entry -> entry.item().version() == 1);
  }

  @ParameterizedTest
  @EnumSource
  void complaintsAboutOverloadMayThrow(Thrown thrown) {
    breakLoggers(thrown);
    AutoRefreshCache<Job> cache =
        hand.cache("jobs").rateLimit(1, 1).resyncPeriod(Duration.ofSeconds(1)).build(Job::next);
    cache.start();
    for (int i = 0; i < 10; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    hand.advance(Duration.ofSeconds(20));
    assertThat(logged).isPositive();
    assertThat(cache.stats().updated()).as("one a second").isGreaterThanOrEqualTo(20);
  }
}
