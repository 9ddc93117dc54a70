package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Creators that ask for each other's items, on platform threads and, where there are any, virtual
 * ones.
 */
class CreationCircleThreadsTest {

  private static final List<String> IDS = List.of("a", "b", "c");

  private final AutoRefreshCache<Job> cache = new SteppedTime().cache("jobs").build(Job::next);
  private final AutoRefreshCache<Job> other = new SteppedTime().cache("others").build(Job::next);
  private final CyclicBarrier inside = new CyclicBarrier(IDS.size());
  private final List<ExecutorService> executors = new ArrayList<>();

  static Stream<Boolean> virtual() {
    return Runtime.version().feature() >= 21 ? Stream.of(false, true) : Stream.of(false);
  }

  private ExecutorService executor(boolean virtual) throws Exception {
    ExecutorService executor =
        virtual
            ? (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null)
            : Executors.newCachedThreadPool();
    executors.add(executor);
    return executor;
  }

  @AfterEach
  void end() {
    executors.forEach(ExecutorService::shutdownNow);
  }

  private AutoRefreshCache<Job> cacheOf(String id) {
    return id.equals("b") ? other : cache;
  }

  private static String next(String id) {
    return IDS.get((IDS.indexOf(id) + 1) % IDS.size());
  }

  private Job enter(String id) {
    try {
      inside.await(1, TimeUnit.MINUTES);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return Job.of(id);
  }

  /** Creates all items at once, each by a creator that asks for the next one. */
  private List<Future<Job>> createInACircle(boolean virtual, boolean caught) throws Exception {
    ExecutorService executor = executor(virtual);
    List<Future<Job>> made = new ArrayList<>();
    for (String id : IDS) {
      made.add(
          executor.submit(() -> cacheOf(id).getOrCreate(id, key -> makeAfterNext(key, caught))));
    }
    return made;
  }

  private Job makeAfterNext(String id, boolean caught) {
    Job made = enter(id);
    try {
      cacheOf(next(id)).getOrCreate(Job.of(next(id)));
    } catch (IllegalStateException e) {
      if (!caught) {
        throw e;
      }
      return made.next();
    }
    return made;
  }

  @ParameterizedTest
  @MethodSource("virtual")
  void circleFailsForWhoClosesItAndHisFailureReachesThoseWhoWait(boolean virtual) throws Exception {
    List<Throwable> failures = new ArrayList<>();
    for (Future<Job> made : createInACircle(virtual, false)) {
      try {
        made.get(1, TimeUnit.MINUTES);
      } catch (java.util.concurrent.ExecutionException e) {
        failures.add(e.getCause());
      }
    }
    assertThat(failures).hasSize(3).containsOnly(failures.get(0));
    assertThat(failures.get(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(
            "\"a\" of cache \"jobs\"", "\"b\" of cache \"others\"", "\"c\" of cache \"jobs\"");
    assertThat(cache.size() + other.size()).isZero();
    assertThat(cache.getOrCreate("a", Job::of)).isEqualTo(Job.of("a"));
  }

  @ParameterizedTest
  @MethodSource("virtual")
  void creatorThatCopesWithTheRefusalLetsTheOthersFinish(boolean virtual) throws Exception {
    List<Integer> versions = new ArrayList<>();
    for (Future<Job> made : createInACircle(virtual, true)) {
      versions.add(made.get(1, TimeUnit.MINUTES).version());
    }
    assertThat(versions).containsExactlyInAnyOrder(0, 0, 1); // one was refused
    assertThat(cache.size() + other.size()).isEqualTo(3);
  }
}
