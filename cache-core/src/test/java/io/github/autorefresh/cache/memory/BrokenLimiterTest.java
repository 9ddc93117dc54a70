package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spi.RateLimiter;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** {@link Permits} of a limiter that throws. */
class BrokenLimiterTest {

  private final ManualTime time = new ManualTime();
  private final Breaking limiter = new Breaking(TokenBucketRateLimiter.of("test", 10, 1, time));
  private final Permits permits = new Permits(limiter);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void leave() {
    logger().detachAppender(log);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(LimiterFailures.class);
  }

  private enum Verb {
    TAKE,
    RESERVE,
    TPS,
    BURST,
    AVAILABLE,
    GIVE_BACK
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void limiterThatThrowsOnceCostsOneDelayAndOneLine(Verb verb) {
    int calls = 0;
    for (int millis = 0; millis < 10_000; millis++) {
      if (millis == 3_000) {
        limiter.breakNext(verb, 1);
      }
      calls += permits.take(9, 1000, now());
      permits.available(now());
      assertThat(permits.untilMore(now())).isPositive();
      time.advance(Duration.ofMillis(1));
    }
    assertThat(calls).isBetween(98, 101);
    assertThat(log.list).hasSizeLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void limiterThatThrowsForTenSecondsIsAskedAboutOnceASecond(Verb verb) {
    limiter.breakNext(verb, Integer.MAX_VALUE);
    for (int millis = 0; millis < 10_000; millis++) {
      permits.take(9, 1000, now());
      time.advance(Duration.ofMillis(1));
    }
    if (verb != Verb.GIVE_BACK && verb != Verb.AVAILABLE) {
      assertThat(limiter.thrown).isBetween(10, 50);
      assertThat(log.list).hasSize(1);
    }
    limiter.breakNext(verb, 0);
    time.advance(Duration.ofSeconds(1));
    int calls = 0;
    for (int millis = 0; millis < 10_000; millis++) {
      calls += permits.take(9, 1000, now());
      time.advance(Duration.ofMillis(1));
    }
    assertThat(calls).isBetween(99, 101);
  }

  @Test
  void limiterThatThrowsAtEverySeventhCallGoesOnBetweenAndIsLoggedOnce() {
    int calls = 0;
    for (int millis = 0; millis < 20_000; millis++) {
      if (millis % 700 == 0) {
        limiter.breakNext(Verb.RESERVE, 1);
      }
      calls += permits.take(9, 1000, now());
      time.advance(Duration.ofMillis(1));
    }
    assertThat(calls).isGreaterThan(160);
    assertThat(log.list).hasSize(1);
  }

  @Test
  void permitInHandIsNotLostWhenTheLimiterThrows() {
    permits.take(9, 1000, now());
    time.advance(Duration.ofMillis(100));
    limiter.breakNext(Verb.TAKE, 1);
    assertThat(permits.take(9, 1000, now())).isOne();
  }

  @Test
  void whatCannotBePrintedHarmsNobody() {
    limiter.exception = Unprintable::new;
    limiter.breakNext(Verb.TAKE, 1);
    assertThat(permits.take(9, 1000, now())).isZero();
    time.advance(Duration.ofMillis(100));
    assertThat(permits.take(9, 1000, now())).isOne();
    assertThat(log.list).hasSize(1);
  }

  @Test
  void hintsDoNotThrow() {
    for (Verb verb : Verb.values()) {
      limiter.breakNext(verb, Integer.MAX_VALUE);
      assertThat(permits.available(now())).isNotNegative();
      assertThat(permits.untilMore(now())).isPositive();
      assertThat(permits.validNanos()).isPositive();
      assertThat(permits.unlimited()).isFalse();
      permits.retuned(now());
      permits.giveBack(1, 0);
      permits.renew();
    }
  }

  @Test
  void limiterThatAnswersNonsenseCausesNoOverflow() {
    Nonsense nonsense = new Nonsense();
    Permits taker = new Permits(nonsense);
    for (long wait : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1}) {
      nonsense.wait = wait;
      assertThat(taker.take(9, 1000, now())).isZero();
      assertThat(taker.untilMore(now())).isPositive();
      time.advance(Duration.ofDays(36_500));
    }
    nonsense.taken = Integer.MAX_VALUE;
    assertThat(taker.take(9, 1000, now())).isBetween(0, 9);
  }

  private long now() {
    return time.elapsed().toNanos();
  }

  /** Neither its message nor itself can be printed. */
  private static final class Unprintable extends RuntimeException {

    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }

    @Override
    public String toString() {
      throw new IllegalStateException("no text");
    }
  }

  /** Takes and promises what it is told to. */
  private static final class Nonsense implements RateLimiter {

    int taken;
    long wait;

    @Override
    public int take(int max) {
      return taken;
    }

    @Override
    public long reserve() {
      return wait;
    }

    @Override
    public double tps() {
      return Double.NaN;
    }

    @Override
    public int burst() {
      return -1;
    }

    @Override
    public void retune(double tps, int burst) {
      throw new UnsupportedOperationException();
    }
  }

  /** Throws at the next calls of one verb. */
  private static final class Breaking implements RateLimiter {

    private final RateLimiter delegate;
    private Verb broken = Verb.TAKE;
    private int times;
    int thrown;
    Supplier<RuntimeException> exception = () -> new IllegalStateException("broken");

    Breaking(RateLimiter delegate) {
      this.delegate = delegate;
    }

    void breakNext(Verb verb, int calls) {
      broken = verb;
      times = calls;
    }

    private void call(Verb verb) {
      if (verb == broken && times > 0) {
        times--;
        thrown++;
        throw exception.get();
      }
    }

    @Override
    public int take(int max) {
      call(Verb.TAKE);
      return delegate.take(max);
    }

    @Override
    public long reserve() {
      call(Verb.RESERVE);
      return delegate.reserve();
    }

    @Override
    public boolean giveBack(int permits, long ageNanos) {
      call(Verb.GIVE_BACK);
      return delegate.giveBack(permits, ageNanos);
    }

    @Override
    public int available() {
      call(Verb.AVAILABLE);
      return delegate.available();
    }

    @Override
    public double tps() {
      call(Verb.TPS);
      return delegate.tps();
    }

    @Override
    public int burst() {
      call(Verb.BURST);
      return delegate.burst();
    }

    @Override
    public void retune(double tps, int burst) {
      delegate.retune(tps, burst);
    }
  }
}
