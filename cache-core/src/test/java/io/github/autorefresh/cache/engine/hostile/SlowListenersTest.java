package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners, observers and conditions that block, on real threads, until the test ends. */
class SlowListenersTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int PARALLELISM = 64;
  private static final int BLOCKERS = 10;
  private static final int OTHERS = 400;

  /** What blocks when an item whose id begins with "slow" is told of. */
  enum Place {
    UPDATED,
    SYNC_FAILED,
    GONE,
    OBSERVER,
    CONDITION,
    DEPENDENT_OF_A_REFRESH
  }

  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger blocked = new AtomicInteger();
  private final AtomicInteger interrupted = new AtomicInteger();
  private final AtomicInteger failuresHeard = new AtomicInteger();
  private AutoRefreshCache<Job> cache;

  @BeforeEach
  void awaitLong() {
    Awaitility.setDefaultTimeout(LONG);
  }

  @AfterEach
  void end() {
    Awaitility.reset();
    released.countDown();
    cache.close();
  }

  private void block() {
    blocked.incrementAndGet();
    boolean again = true;
    while (again) {
      try {
        again = !released.await(1, TimeUnit.HOURS);
      } catch (InterruptedException e) {
        // It blocks whatever happens.
      }
    }
  }

  /** A call that hangs until it is interrupted. */
  private Job hang(Job job) {
    try {
      released.await();
    } catch (InterruptedException e) {
      interrupted.incrementAndGet();
    }
    return job;
  }

  private AutoRefreshCacheBuilder builder() {
    return AutoRefreshCacheBuilder.named("jobs")
        .unlimited()
        .parallelism(PARALLELISM)
        .resyncPeriod(Duration.ofHours(1))
        .backoff(Duration.ofHours(1), Duration.ofHours(1))
        .outageDetection(false)
        .shutdownTimeout(Duration.ZERO);
  }

  private void listenWith(CacheListener<Job> listener) {
    cache.addListener(listener);
  }

  private static boolean isSlow(Job job) {
    return job.id().startsWith("slow");
  }

  @Test
  void hungCallIsInterruptedWhileAListenerHearsOfAFailure() {
    buildWithTimeout(
        job -> {
          if (isSlow(job)) {
            throw new IllegalStateException("down");
          }
          return hang(job);
        });
    listenWith(blockingOnFailure());
    cache.start();
    cache.getOrCreate(Job.of("slow"));
    await().until(() -> blocked.get() == 1);
    cache.getOrCreate(Job.of("hung"));
    await().until(() -> interrupted.get() == 1);
    await().until(() -> cache.entry("hung").lastError() instanceof TimeoutException);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 20})
  void hungCallIsInterruptedWhileListenersHearOfOtherTimeouts(int timeouts) {
    buildWithTimeout(this::hang);
    listenWith(blockingOnFailure());
    cache.start();
    for (int i = 0; i < timeouts; i++) {
      cache.getOrCreate(Job.of("slow-" + i));
    }
    await().until(() -> interrupted.get() == timeouts);
    cache.getOrCreate(Job.of("hung"));
    await().until(() -> interrupted.get() == timeouts + 1);
    await().until(() -> failuresHeard.get() == 1);
    assertThat(blocked).as("all of them are told of at once").hasValue(timeouts);
  }

  @Test
  void hungCallsAreInterruptedAndRecordedHoweverManyListenersBlock() {
    buildWithTimeout(this::hang);
    listenWith(blockingOnFailure());
    cache.start();
    for (int i = 0; i < PARALLELISM + 20; i++) {
      cache.getOrCreate(Job.of("slow-" + i));
    }
    await().until(() -> interrupted.get() == PARALLELISM + 20);
    await().until(() -> cache.stats().failed() == PARALLELISM + 20);
  }

  @Test
  void hungCallIsInterruptedWhileAListenerHearsOfExpiry() {
    buildWithTimeout(this::hang);
    listenWith(
        new CacheListener<Job>() {
          @Override
          public void onRemoved(Job item, RemovalCause cause) {
            block();
          }
        });
    for (int i = 0; i < 200; i++) {
      cache.getOrCreate(Job.of("slow-" + i).terminal());
    }
    cache.start();
    await().until(() -> blocked.get() > 0);
    cache.getOrCreate(Job.of("hung"));
    await().until(() -> interrupted.get() == 1);
    await().until(() -> cache.entry("hung").lastError() instanceof TimeoutException);
  }

  private void buildWithTimeout(CacheSyncItem<Job> sync) {
    cache =
        builder()
            .parallelism(2 * PARALLELISM)
            .syncTimeout(Duration.ofMillis(300))
            .terminalRetention(Duration.ofMillis(1))
            .build(sync);
  }

  private CacheListener<Job> blockingOnFailure() {
    return new CacheListener<>() {
      @Override
      public void onSyncFailed(Job item, Throwable error) {
        if (isSlow(item)) {
          block();
        } else {
          failuresHeard.incrementAndGet();
        }
      }
    };
  }

  private Job syncQuickly(Job job, Place place) {
    if (isSlow(job) && place == Place.SYNC_FAILED) {
      throw new IllegalStateException("down");
    }
    return isSlow(job) && place == Place.GONE ? null : job.next();
  }

  private void blockAt(Place place) {
    cache =
        builder()
            .observer(
                (name, outcome, nanos) -> {
                  if (place == Place.OBSERVER && blocked.get() < BLOCKERS) {
                    block();
                  }
                })
            .build(job -> syncQuickly(job, place));
    listenWith(
        new CacheListener<Job>() {
          @Override
          public void onUpdated(Job previous, Job current) {
            if (place == Place.UPDATED && isSlow(current)) {
              block();
            }
          }

          @Override
          public void onSyncFailed(Job item, Throwable error) {
            block();
          }

          @Override
          public void onRemoved(Job item, RemovalCause cause) {
            block();
          }
        });
  }

  private void create(int items, String prefix, Place place) {
    for (int i = 0; i < items; i++) {
      String id = prefix + i;
      cache.getOrCreate(Job.of(id));
      if (prefix.equals("slow-") && place == Place.CONDITION) {
        var unused = cache.await(id, job -> job.version() > 0 && blockAndTell());
      } else if (prefix.equals("slow-") && place == Place.DEPENDENT_OF_A_REFRESH) {
        var unused = cache.refresh(id).thenAccept(job -> block());
      }
    }
  }

  private boolean blockAndTell() {
    block();
    return true;
  }

  private void awaitOthers() {
    await()
        .until(
            () ->
                cache
                    .entries()
                    .filter(entry -> !isSlow(entry.item()))
                    .allMatch(entry -> entry.item().version() > 0));
  }

  @ParameterizedTest
  @EnumSource
  void itemsThatAreDueTogetherWithSlowOnesAreSynced(Place place) {
    blockAt(place);
    create(OTHERS / 2, "before-", place);
    create(BLOCKERS, "slow-", place);
    create(OTHERS / 2, "after-", place);
    cache.start();
    awaitOthers();
    await().until(() -> blocked.get() == BLOCKERS);
  }

  @ParameterizedTest
  @EnumSource
  void itemsThatComeLaterAreSyncedByTheWorkersThatAreLeft(Place place) {
    blockAt(place);
    create(BLOCKERS, "slow-", place);
    create(BLOCKERS, "quick-", place); // for the observer, which knows no ids
    cache.start();
    await().until(() -> blocked.get() == BLOCKERS);
    create(OTHERS, "later-", place);
    awaitOthers();
  }

  @Test
  void oneWorkerThatIsLeftIsEnough() {
    cache = builder().build(Job::next);
    listenWith(
        new CacheListener<Job>() {
          @Override
          public void onUpdated(Job previous, Job current) {
            if (isSlow(current)) {
              block();
            }
          }
        });
    cache.start();
    create(PARALLELISM - 1, "slow-", Place.UPDATED);
    await().until(() -> blocked.get() == PARALLELISM - 1);
    create(OTHERS, "later-", Place.UPDATED);
    awaitOthers();
  }
}
