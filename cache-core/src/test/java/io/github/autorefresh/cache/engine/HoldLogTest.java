package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RetryAfterException;
import io.github.autorefresh.cache.engine.pace.HoldLog;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class HoldLogTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(HoldLog.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final SteppedTime hand = new SteppedTime();
  private @Nullable RetryAfterException next;

  private final AutoRefreshCache<Job> cache =
      hand.cache("jobs")
          .resyncPeriod(Duration.ofSeconds(1))
          .build(
              job -> {
                RetryAfterException told = next;
                next = null;
                if (told != null) {
                  throw told;
                }
                return job.next();
              });

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    cache.start();
    for (int i = 0; i < 50; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    hand.advance(Duration.ofSeconds(10));
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(log);
  }

  private void refuse(Duration retryAfter, Throwable cause) {
    next = new RetryAfterException(retryAfter, cause);
    hand.advance(Duration.ofMillis(100));
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (ILoggingEvent event : log.list) {
      lines.add(event.getLevel() + " " + event.getFormattedMessage());
    }
    return lines;
  }

  @Test
  void beginningAndEndAreLoggedOnce() {
    refuse(Duration.ofSeconds(5), new IllegalStateException("429 Too Many Requests"));
    assertThat(lines())
        .singleElement()
        .asString()
        .startsWith("WARN Cache \"jobs\"")
        .contains("429 Too Many Requests", "no call begins for PT5S", "instead of 100.00");
    hand.advance(Duration.ofMinutes(5));
    assertThat(lines()).hasSize(2);
    assertThat(lines().get(1)).isEqualTo("INFO Cache \"jobs\": the rate is 100.00 calls/s again");
  }

  @Test
  void atMostOnePairAMinuteIsLoggedWithACountOfTheOthers() {
    for (int second = 0; second < 600; second++) {
      if (second % 2 == 0) {
        refuse(Duration.ZERO, new IllegalStateException("busy"));
        hand.advance(Duration.ofMillis(900));
      } else {
        hand.advance(Duration.ofSeconds(1));
      }
    }
    List<String> warnings = lines().stream().filter(line -> line.startsWith("WARN")).toList();
    assertThat(warnings.size()).isBetween(9, 10);
    assertThat(warnings.get(1)).containsPattern("; (28|29|30) more holds since");
    assertThat(log.list.size()).isLessThanOrEqualTo(2 * warnings.size());
  }

  @Test
  void holdThatBeginsSoonAfterAnotherIsLoggedLaterIfItLasts() {
    refuse(Duration.ofSeconds(1), new IllegalStateException("first"));
    hand.advance(Duration.ofSeconds(50));
    assertThat(log.list).hasSize(2);
    refuse(Duration.ofMinutes(10), new IllegalStateException("second"));
    assertThat(log.list).hasSize(2);
    hand.advance(Duration.ofSeconds(10));
    assertThat(lines()).hasSize(3);
    assertThat(lines().get(2)).startsWith("WARN").contains("second", "PT10M");
  }

  @Test
  void causeThatCannotBePrintedIsNamed() {
    refuse(
        Duration.ofSeconds(5),
        new IllegalStateException() {
          @Override
          public String getMessage() {
            throw new UnsupportedOperationException();
          }
        });
    assertThat(lines()).singleElement().asString().contains("HoldLogTest$");
    assertThat(log.list.get(0).getLevel()).isEqualTo(Level.WARN);
  }
}
