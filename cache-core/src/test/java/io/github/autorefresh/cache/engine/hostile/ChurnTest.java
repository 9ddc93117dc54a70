package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Very many ids that come and go. */
class ChurnTest {

  private static final int IDS = 2_000_000;
  private static final int STAYING = 1000;
  private static final long FEW_BYTES = 12_000_000;

  private final SteppedTime hand = new SteppedTime();
  private final AutoRefreshCache<Job> cache =
      hand.cache("jobs").maxSize(2 * STAYING).resyncPeriod(Duration.ofHours(1)).build(Job::next);

  private void fill() {
    for (int i = 0; i < STAYING; i++) {
      cache.getOrCreate(Job.of("stays-" + i));
    }
  }

  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private void assertOnlyThoseThatStayAreThere() {
    assertThat(cache.size()).isEqualTo(STAYING);
    assertThat(cache.entries()).hasSize(STAYING);
    for (int i = 0; i < STAYING; i++) {
      assertThat(cache.get("stays-" + i)).isNotNull();
      assertThat(cache.get("goes-" + i)).isNull();
    }
  }

  @Test
  void idsThatWereDeletedTakeNoMemory() {
    fill();
    long before = usedBytes();
    for (int i = 0; i < IDS; i++) {
      String id = "goes-" + i;
      cache.getOrCreate(Job.of(id));
      assertThat(cache.delete(id)).isTrue();
    }
    assertThat(usedBytes() - before).as("bytes more than before").isLessThan(FEW_BYTES);
    assertOnlyThoseThatStayAreThere();
  }

  @Test
  void idsThatWereGoneEvictedOrExpiredTakeNoMemory() {
    AutoRefreshCache<Job> ending =
        hand.cache("ending")
            .maxSize(STAYING)
            .unlimited()
            .terminalRetention(Duration.ofSeconds(1))
            .build(job -> null);
    ending.start();
    long before = usedBytes();
    for (int i = 0; i < IDS / 4; i++) {
      ending.getOrCreate(Job.of("evicted-" + i).terminal());
    }
    hand.advance(Duration.ofSeconds(2));
    for (int i = 0; i < IDS / 4; i++) {
      ending.getOrCreate(Job.of("gone-" + i));
      if (i % 100 == 0) {
        hand.turn();
      }
    }
    hand.turn();
    assertThat(ending.size()).isZero();
    assertThat(usedBytes() - before).as("bytes more than before").isLessThan(FEW_BYTES);
  }

  @Test
  void itemsThatHaveGoneAreCollected() {
    fill();
    List<WeakReference<Job>> gone = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      Job job = Job.of("goes-" + i);
      cache.getOrCreate(job);
      cache.delete(job.id());
      gone.add(new WeakReference<>(job));
    }
    await()
        .until(
            () -> {
              System.gc();
              return gone.stream().allMatch(item -> item.get() == null);
            });
  }

  @Test
  void readersNeverMissWhatStays() throws InterruptedException {
    fill();
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger missed = new AtomicInteger();
    List<Thread> readers = new ArrayList<>();
    for (int reader = 0; reader < 2; reader++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; !over.get(); i++) {
                  if (cache.get("stays-" + i % STAYING) == null) {
                    missed.incrementAndGet();
                  }
                }
              });
      thread.start();
      readers.add(thread);
    }
    try {
      for (int i = 0; i < IDS / 4; i++) {
        cache.getOrCreate(Job.of("goes-" + i));
        cache.delete("goes-" + i);
      }
    } finally {
      over.set(true);
    }
    for (Thread thread : readers) {
      thread.join();
    }
    assertThat(missed).hasValue(0);
    assertOnlyThoseThatStayAreThere();
  }

  /** Ids that all have one hash. */
  private record Colliding(String id) implements CacheItem {}

  private static String colliding(int number) {
    StringBuilder id = new StringBuilder();
    for (int bit = 0; bit < 12; bit++) {
      id.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return id.toString();
  }

  @Test
  void idsOfOneHashComeAndGo() {
    AutoRefreshCache<Colliding> colliding = hand.cache("colliding").build(item -> item);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 4096; i++) {
        colliding.getOrCreate(new Colliding(colliding(i)));
      }
      assertThat(colliding.size()).isEqualTo(4096);
      for (int i = 0; i < 4096; i++) {
        assertThat(colliding.delete(colliding(i))).isTrue();
      }
    }
    assertThat(colliding.size()).isZero();
    assertThat(colliding.get(colliding(7))).isNull();
  }
}
