package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.pace.OutageLog;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is told of an outage. */
class OutageNewsTest {

  private final Logger outages = (Logger) LoggerFactory.getLogger(OutageLog.class);
  private final Logger starts = (Logger) LoggerFactory.getLogger(StartLog.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final SteppedTime time = new SteppedTime();
  private final List<String> heard = new ArrayList<>();
  private boolean down;

  private final AutoRefreshCache<Job> cache =
      time.cache("jobs")
          .build(
              job -> {
                if (down) {
                  throw new IllegalStateException("down");
                }
                return job.next();
              });

  @BeforeEach
  void start() {
    log.start();
    outages.addAppender(log);
    for (int i = 0; i < 100; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    cache.start();
    time.advance(Duration.ofMinutes(1));
    cache.addListener(
        new CacheListener<Job>() {
          @Override
          public void onOutage(Throwable cause) {
            heard.add(cause.getMessage());
          }

          @Override
          public void onRecovered(Duration lasted) {
            heard.add("after " + lasted.toSeconds());
          }
        });
  }

  @AfterEach
  void stop() {
    outages.detachAppender(log);
    starts.detachAppender(log);
  }

  private void downFor(long seconds) {
    down = true;
    time.advance(Duration.ofSeconds(seconds));
    down = false;
  }

  private List<String> logged() {
    return log.list.stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }

  @Test
  void listenersHearOfItsBeginAndItsEnd() {
    downFor(60);
    assertThat(heard).containsExactly("down");
    time.advance(Duration.ofSeconds(5));
    assertThat(heard).hasSize(2);
    assertThat(heard.get(1)).matches("after 6[0-5]");
  }

  @Test
  void listenerThatThrowsHarmsNobody() {
    cache.addListener(
        new CacheListener<Job>() {
          @Override
          public void onOutage(Throwable cause) {
            throw new IllegalStateException("listener");
          }
        });
    downFor(60);
    time.advance(Duration.ofSeconds(20));
    assertThat(heard).hasSize(2);
    assertThat(cache.stats().failing()).isZero();
  }

  @Test
  void statsTellSinceWhenItLastsAndWhenTheNextProbeIs() {
    assertThat(cache.stats().outageSince()).isNull();
    assertThat(cache.stats().nextProbeAt()).isNull();
    Instant began = time.instant();
    downFor(60);
    assertThat(cache.stats().outageSince()).isBetween(began, began.plusSeconds(10));
    assertThat(cache.stats().nextProbeAt())
        .isBetween(time.instant(), time.instant().plusSeconds(5));
    time.advance(Duration.ofSeconds(5));
    assertThat(cache.stats().outageSince()).isNull();
    assertThat(cache.stats().nextProbeAt()).isNull();
  }

  @Test
  void oneWarningAndOneLineAtTheEnd() {
    downFor(60);
    time.advance(Duration.ofSeconds(60));
    assertThat(log.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.WARN, Level.INFO);
    assertThat(logged().get(0)).contains("\"jobs\": an outage has begun: 20 items fail");
    assertThat(log.list.get(0).getThrowableProxy().getMessage()).isEqualTo("down");
    assertThat(logged().get(1)).contains("the outage is over after PT1M");
  }

  @Test
  void systemThatFlapsIsToldOfOnceAMinute() {
    for (int i = 0; i < 30; i++) { // ten minutes
      downFor(12);
      time.advance(Duration.ofSeconds(8));
    }
    time.advance(Duration.ofMinutes(2));
    assertThat(heard.size()).isGreaterThan(40);
    assertThat(log.list.size()).isBetween(10, 22);
    assertThat(logged()).anyMatch(line -> line.contains("short outages before were not logged"));
  }

  @Test
  void outageThatOutlastsTheMinuteIsToldOfThen() {
    downFor(20);
    time.advance(Duration.ofSeconds(10));
    downFor(300);
    assertThat(log.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.WARN, Level.INFO, Level.WARN);
  }

  @Test
  void startTellsNameAndSettings() {
    starts.addAppender(log);
    cache.stop();
    cache.start();
    assertThat(logged())
        .singleElement()
        .asString()
        .contains("INFO", "\"jobs\"", "100 items", "tps=100.0", "probeInterval=PT5S");
  }
}
