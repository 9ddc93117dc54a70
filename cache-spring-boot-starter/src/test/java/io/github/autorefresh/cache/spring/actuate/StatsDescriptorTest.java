package io.github.autorefresh.cache.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheStats;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.RetryAfterException;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.mockito.invocation.InvocationOnMock;

class StatsDescriptorTest {

  private final SteppedTime time = new SteppedTime();

  @Test
  void everyFigureIsShownByItsName() {
    assertThat(Stream.of(StatsDescriptor.class.getRecordComponents()).map(RecordComponent::getName))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(CacheStats.class.getMethods()).map(Method::getName).toList());
  }

  @Test
  void eachIsTheFigureOfThatName() throws ReflectiveOperationException {
    CacheStats stats = Mockito.mock(CacheStats.class, StatsDescriptorTest::numbered);
    StatsDescriptor shown = StatsDescriptor.of(stats);
    for (RecordComponent component : StatsDescriptor.class.getRecordComponents()) {
      if (component.getType() == ErrorDescriptor.class) {
        continue;
      }
      Object figure = CacheStats.class.getMethod(component.getName()).invoke(stats);
      assertThat(component.getAccessor().invoke(shown)).as(component.getName()).isEqualTo(figure);
    }
    assertThat(shown.storeFailure()).isNull();
  }

  @Test
  void outageIsShownWithItsNextProbe() {
    AutoRefreshCache<Job> jobs =
        time.cache("jobs")
            .build(
                job -> {
                  throw new IOException("down");
                });
    jobs.start();
    for (int i = 0; i < 30; i++) {
      jobs.getOrCreate(Job.of("j" + i));
    }
    time.advance(Duration.ofSeconds(10));
    StatsDescriptor shown = StatsDescriptor.of(jobs.stats());
    assertThat(shown.outageSince()).isBeforeOrEqualTo(time.instant().minusSeconds(9));
    assertThat(shown.nextProbeAt()).isAfterOrEqualTo(time.instant());
    assertThat(shown.failing()).isGreaterThanOrEqualTo(20);
    assertThat(shown.failingLongest()).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(10));
    jobs.close();
  }

  @Test
  void holdIsShownWithItsEnd() {
    AutoRefreshCache<Job> jobs =
        time.cache("jobs")
            .build(
                job -> {
                  throw new RetryAfterException(Duration.ofMinutes(1));
                });
    jobs.start();
    jobs.getOrCreate(Job.of("j1"));
    time.turn();
    StatsDescriptor shown = StatsDescriptor.of(jobs.stats());
    assertThat(shown.heldUntil()).isEqualTo(time.instant().plusSeconds(60));
    assertThat(shown.deferred()).isEqualTo(1);
    assertThat(shown.permittedTps()).isLessThan(100);
    assertThat(shown.outageSince()).isNull();
    jobs.close();
  }

  @Test
  void unhandledItemsAreShown() {
    ItemHandler<Job> failing =
        new ItemHandler<>() {
          @Override
          public void handle(Job job) throws IOException {
            throw new IOException("no mail");
          }

          @Override
          public boolean wants(Job job) {
            return true;
          }
        };
    AutoRefreshCache<Job> jobs = time.cache("jobs").handler(failing).build(Job::advanced);
    jobs.start();
    jobs.getOrCreate(Job.of("j1"));
    time.advance(Duration.ofSeconds(2));
    StatsDescriptor shown = StatsDescriptor.of(jobs.stats());
    assertThat(shown.unhandled()).isEqualTo(1);
    assertThat(shown.handlerFailing()).isEqualTo(1);
    assertThat(shown.handlerFailingLongest()).isEqualTo(Duration.ofSeconds(2));
    ItemDescriptor item = ItemDescriptor.of(ItemState.of(jobs.entry("j1"), time.instant()));
    assertThat(item.unhandled()).isTrue();
    assertThat(item.unhandledSince()).isEqualTo(time.instant().minusSeconds(2));
    assertThat(item.handlerError().message()).isEqualTo("no mail");
    jobs.close();
  }

  @Test
  void unlimitedRateIsNoNumber() {
    AutoRefreshCache<Job> jobs = time.cache("jobs").unlimited().build(job -> job);
    assertThat(StatsDescriptor.of(jobs.stats()).permittedTps()).isNull();
  }

  @Test
  void unusableStoreIsShownWithItsCause() {
    CacheStats stats = Mockito.mock(CacheStats.class, StatsDescriptorTest::numbered);
    Mockito.doReturn(new IOException("no Redis")).when(stats).storeFailure();
    ErrorDescriptor shown = StatsDescriptor.of(stats).storeFailure();
    assertThat(shown).isEqualTo(new ErrorDescriptor("java.io.IOException", "no Redis", null));
  }

  /** No two figures of one type are equal. */
  private static @Nullable Object numbered(InvocationOnMock call) {
    List<String> figures =
        Stream.of(CacheStats.class.getMethods()).map(Method::getName).sorted().toList();
    int number = 1 + figures.indexOf(call.getMethod().getName());
    Class<?> type = call.getMethod().getReturnType();
    if (type == long.class) {
      return (long) number;
    }
    if (type == double.class) {
      return (double) number;
    }
    if (type == Duration.class) {
      return Duration.ofSeconds(number);
    }
    return type == Instant.class ? Instant.ofEpochSecond(number) : null;
  }
}
