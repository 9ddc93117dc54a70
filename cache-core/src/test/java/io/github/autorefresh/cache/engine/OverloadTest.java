package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.pace.Overload;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OverloadTest {

  private static final Duration SOME_TIME = Duration.ofSeconds(20);

  private final Logger logger = (Logger) LoggerFactory.getLogger(Overload.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final SteppedTime hand = new SteppedTime();

  private final AutoRefreshCache<Job> cache =
      hand.cache("jobs").rateLimit(5, 1).resyncPeriod(Duration.ofSeconds(1)).build(job -> job);

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    cache.start();
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(log);
  }

  @Test
  void rateThatIsTooLowForTheItemsIsWarnedOfOnce() {
    create(10);
    hand.advance(SOME_TIME);
    hand.advance(SOME_TIME);
    assertThat(log.list)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getLevel()).isEqualTo(Level.WARN);
              assertThat(event.getFormattedMessage())
                  .contains("\"jobs\" is overloaded")
                  .contains("2.00 times the permitted rate")
                  .contains("raise tps or the resync period (now");
            });
  }

  @Test
  void rateThatSufficesIsNotWarnedOf() {
    create(4);
    hand.advance(SOME_TIME);
    assertThat(log.list).isEmpty();
  }

  @Test
  void endOfAnOverloadIsSaidToo() {
    create(10);
    hand.advance(SOME_TIME);
    cache.retune(settings -> settings.withTps(20));
    hand.advance(SOME_TIME);
    assertThat(log.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.WARN, Level.INFO);
  }

  @Test
  void longTurnIsSeenToGoOn() {
    AutoRefreshCache<Job> slow =
        hand.cache("slow")
            .executor(this::runSlowly)
            .rateLimit(1, 1)
            .resyncPeriod(Duration.ofDays(1))
            .build(job -> job);
    slow.start();
    for (int i = 0; i < 30; i++) {
      slow.getOrCreate(Job.of("job-" + i));
    }
    Instant began = hand.instant();
    hand.turn(); // permits come as fast as the executor takes tasks, so that it is one turn
    assertThat(Duration.between(began, slow.lastTurnAt())).hasSeconds(30);
  }

  private void runSlowly(Runnable task) {
    task.run();
    hand.pass(Duration.ofSeconds(1));
  }

  private void create(int items) {
    for (int i = 0; i < items; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
  }
}
