package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is wrong for long is said once. */
class WarnedOnceTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.autorefresh.cache");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final SteppedTime hand = new SteppedTime();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(log);
  }

  private List<String> warnings() {
    return List.copyOf(log.list).stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  /** Without an equals of its own. */
  private static final class Parcel implements CacheItem {
    @Override
    public String id() {
      return "p1";
    }
  }

  @Test
  void itemsThatAreNeverEqualAreWarnedOfOnce() {
    AutoRefreshCache<Parcel> parcels = hand.cache("parcels").build(parcel -> new Parcel());
    parcels.start();
    parcels.getOrCreate(new Parcel());
    hand.advance(Duration.ofMinutes(10));
    assertThat(parcels.stats().updated()).isGreaterThan(5);
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("\"parcels\"", Parcel.class.getName(), "equals");
  }

  @Test
  void sameInstanceIsUnchangedAndNotWarnedOf() {
    AutoRefreshCache<Parcel> parcels = hand.cache("parcels").build(parcel -> parcel);
    parcels.start();
    parcels.getOrCreate(new Parcel());
    hand.advance(Duration.ofMinutes(10));
    assertThat(warnings()).isEmpty();
  }

  @Test
  void recordsAreNotWarnedOf() {
    AutoRefreshCache<Job> jobs = hand.cache("jobs").build(Job::next);
    jobs.start();
    jobs.getOrCreate(Job.of("j1"));
    hand.advance(Duration.ofMinutes(10));
    assertThat(warnings()).isEmpty();
  }

  @Test
  void callThatIsAbandonedAtAStopIsNotSaidToBeAtTheCloseAfterIt() {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    AutoRefreshCache<Job> jobs =
        AutoRefreshCacheBuilder.named("jobs")
            .shutdownTimeout(Duration.ZERO)
            .build(
                job -> {
                  entered.countDown();
                  while (released.getCount() > 0) {
                    try {
                      released.await();
                    } catch (InterruptedException e) {
                      // on purpose: it hangs whatever happens
                    }
                  }
                  return job;
                });
    jobs.start();
    jobs.getOrCreate(Job.of("j1"));
    await().until(() -> entered.getCount() == 0);
    jobs.stop();
    jobs.close();
    released.countDown();
    assertThat(warnings()).singleElement().asString().contains("\"j1\"", "abandoned");
  }

  private AutoRefreshCache<Job> syncedByOneThatBlocks(Blocking blocking) {
    AutoRefreshCache<Job> jobs =
        hand.cache("jobs")
            .executor(Blocking::onThread)
            .syncTimeout(Duration.ofSeconds(5))
            .build(blocking);
    jobs.start();
    jobs.getOrCreate(Job.of("j1"));
    hand.turn();
    blocking.awaitCall();
    return jobs;
  }

  private void pass(Duration step) {
    hand.pass(step);
    hand.turn();
  }

  @Test
  void callThatIgnoresItsTimeoutIsWarnedOfOnceAMinuteUntilItReturns() {
    Blocking hanging = new Blocking(true);
    AutoRefreshCache<Job> jobs = syncedByOneThatBlocks(hanging);
    pass(Duration.ofMillis(5_999));
    assertThat(jobs.stats().stuck()).isEqualTo(1);
    assertThat(warnings()).as("it may still return").isEmpty();
    for (int second = 0; second < 59; second++) {
      pass(Duration.ofSeconds(1));
    }
    assertThat(warnings()).singleElement().asString().contains("1 call is stuck", "\"j1\"", "PT5S");
    pass(Duration.ofSeconds(2));
    assertThat(warnings()).hasSize(2);

    hanging.release();
    await().until(() -> jobs.stats().stuck() == 0);
    pass(Duration.ofSeconds(1));
    assertThat(log.list.get(log.list.size() - 1).getFormattedMessage())
        .isEqualTo("Cache \"jobs\": all calls that were stuck have returned");
    pass(Duration.ofMinutes(2));
    assertThat(warnings()).hasSize(2);
  }

  @Test
  void callThatHeedsItsTimeoutIsNotWarnedOf() {
    Blocking blocking = new Blocking(false);
    AutoRefreshCache<Job> jobs = syncedByOneThatBlocks(blocking);
    pass(Duration.ofSeconds(5));
    await().until(() -> jobs.stats().inFlight() == 0);
    pass(Duration.ofMillis(900));
    assertThat(warnings()).isEmpty();
    blocking.release();
  }
}
