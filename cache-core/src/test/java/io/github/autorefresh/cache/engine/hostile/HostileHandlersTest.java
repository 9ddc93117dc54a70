package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spi.SyncObserver;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Handlers that throw whatever there is to throw, and leave their thread in a mess. */
class HostileHandlersTest {

  private final ClassLoader loader = Thread.currentThread().getContextClassLoader();
  private final SteppedTime time = new SteppedTime();
  private final List<String> calls = new ArrayList<>();
  private final List<String> observed = new ArrayList<>();
  private AutoRefreshCache<Job> cache;

  @AfterEach
  void tidyUp() {
    Thread.interrupted();
    Thread.currentThread().setContextClassLoader(loader);
  }

  private final class Observer implements SyncObserver {
    @Override
    public void synced(String name, Outcome outcome, long nanos) {}

    @Override
    public void handled(String name, @Nullable Throwable error, long nanos) {
      observed.add(name + (error == null ? " handled" : " failed"));
    }
  }

  private void start(ItemHandler<Job> handler) {
    cache =
        time.cache("jobs")
            .resyncPeriod(Duration.ofMinutes(1))
            .observer(new Observer())
            .handler(handler)
            .build(Job::terminal);
    cache.start();
  }

  @ParameterizedTest
  @EnumSource
  void whateverAHandlerThrowsOnlyItsItemIsUnhandledAndItIsCalledAgain(Thrown thrown) {
    start(
        job -> {
          calls.add(job.id());
          if (job.id().equals("bad") && calls.size() < 5) {
            throw thrown.raise();
          }
        });
    cache.getOrCreate(Job.of("bad"));
    cache.getOrCreate(Job.of("good"));
    time.turn();
    assertThat(cache.entry("bad").unhandled()).isTrue();
    assertThat(cache.entry("bad").handlerError()).hasSameClassAs(thrown.make());
    assertThat(cache.entry("good").unhandled()).isFalse();
    time.advance(Duration.ofMinutes(1));
    assertThat(cache.stats().unhandled()).isZero();
    assertThat(observed).endsWith("jobs handled").contains("jobs failed");
  }

  @ParameterizedTest
  @EnumSource
  void wantsThatThrowsCountsAsTrue(Thrown thrown) {
    start(
        new ItemHandler<>() {
          @Override
          public void handle(Job job) {
            calls.add(job.id());
          }

          @Override
          public boolean wants(Job job) {
            throw thrown.raise();
          }
        });
    cache.getOrCreate(Job.of("a"));
    time.turn();
    assertThat(calls).containsExactly("a");
    assertThat(cache.get("a").isTerminal()).isTrue();
    assertThat(cache.stats().failed()).isZero();
  }

  @Test
  void messOfOneHandlerIsNotSeenByTheNext() {
    List<String> seen = new ArrayList<>();
    start(
        job -> {
          seen.add(
              Thread.currentThread().isInterrupted()
                  + " "
                  + (Thread.currentThread().getContextClassLoader() == loader));
          Thread.currentThread().interrupt();
          Thread.currentThread().setContextClassLoader(null);
        });
    for (int i = 0; i < 3; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    time.turn();
    while (cache.stats().unhandled() > 0) {
      time.turn(); // an interrupted thread is wanted back: the rest is another worker's
    }
    assertThat(seen).containsOnly("false true").hasSize(3);
  }

  @Test
  void wantsOfACreatedItemLeavesTheCallersThreadAlone() {
    cache =
        time.cache("jobs")
            .handlesCreated(true)
            .handler(
                new ItemHandler<Job>() {
                  @Override
                  public void handle(Job job) {}

                  @Override
                  public boolean wants(Job job) {
                    Thread.currentThread().setContextClassLoader(null);
                    throw new StackOverflowError();
                  }
                })
            .build(Job::terminal);
    cache.getOrCreate(Job.of("a"));
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(loader);
    assertThat(cache.entry("a").unhandled()).isTrue();
  }

  @Test
  void observerThatThrowsHarmsNoHandler() {
    cache =
        time.cache("jobs")
            .observer(
                new SyncObserver() {
                  @Override
                  public void synced(String name, Outcome outcome, long nanos) {}

                  @Override
                  public void handled(String name, @Nullable Throwable error, long nanos) {
                    throw new AssertionError("observer");
                  }
                })
            .handler((ItemHandler<Job>) job -> calls.add(job.id()))
            .build(Job::terminal);
    cache.start();
    cache.getOrCreate(Job.of("a"));
    cache.getOrCreate(Job.of("b"));
    time.turn();
    assertThat(calls).hasSize(2);
    assertThat(cache.stats().unhandled()).isZero();
  }

  @Test
  void handlerOfAnotherTypeFailsAndSaysSo() {
    ItemHandler<Other> other = item -> calls.add(item.id());
    cache = time.cache("jobs").handler(other).build(Job::terminal);
    cache.start();
    cache.getOrCreate(Job.of("a"));
    time.turn();
    assertThat(calls).isEmpty();
    assertThat(cache.entry("a").handlerError()).isInstanceOf(ClassCastException.class);
  }

  private record Other(String id) implements CacheItem {}

  @Test
  void failingHandlerIsLoggedOnceAMinuteAndWhatIsGivenUpEachTime() {
    try (CapturedLog log = new CapturedLog()) {
      cache =
          time.cache("jobs")
              .handlerRetention(Duration.ofSeconds(30))
              .terminalRetention(Duration.ofSeconds(1))
              .handler(
                  (ItemHandler<Job>)
                      job -> {
                        throw new IllegalStateException("no mail");
                      })
              .build(Job::terminal);
      cache.start();
      for (int i = 0; i < 5; i++) {
        cache.getOrCreate(Job.of("job-" + i));
      }
      time.advance(Duration.ofSeconds(29));
      assertThat(log.complaints()).hasSize(1).first().asString().contains("jobs", "job-");
      time.advance(Duration.ofSeconds(1));
      assertThat(log.complaints()).hasSize(6);
      assertThat(log.complaints().subList(1, 6))
          .allSatisfy(line -> assertThat(line).contains("handler retention"))
          .anySatisfy(line -> assertThat(line).contains("\"job-3\""));
      assertThat(cache.stats().abandoned()).isEqualTo(5);
    }
  }
}
