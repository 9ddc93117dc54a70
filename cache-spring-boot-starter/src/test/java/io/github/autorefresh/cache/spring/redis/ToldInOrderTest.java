package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** While listeners are told that an item was created, other threads learn what became of it. */
@NeedsRedis
class ToldInOrderTest {

  private static RedisServer redis;

  private final Replicas replicas = new Replicas(redis);
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final CountDownLatch synced = new CountDownLatch(1);

  @BeforeAll
  static void startRedis() {
    redis = RedisServer.start();
  }

  @AfterAll
  static void endRedis() {
    redis.close();
  }

  @AfterEach
  void closeReplicas() {
    replicas.close();
  }

  private AutoRefreshCache<Job> started() {
    AutoRefreshCache<Job> cache =
        replicas.add(
            job -> {
              if (job.id().equals("a")) {
                synced.countDown();
              }
              return job.next();
            });
    cache.start();
    return cache;
  }

  /** Notes what is told of item "a", and does something before its creation is. */
  private void listen(AutoRefreshCache<Job> cache, Runnable whileCreated) {
    cache.addListener(
        new CacheListener<Job>() {
          @Override
          public void onCreated(Job item) {
            if (item.id().equals("a")) {
              whileCreated.run();
              told.add("created");
            }
          }

          @Override
          public void onUpdated(Job previous, Job current) {
            if (current.id().equals("a")) {
              told.add("updated");
            }
          }
        });
  }

  @Test
  void updateByAnotherReplicaIsToldAfterTheCreation() {
    AutoRefreshCache<Job> cache = started();
    started();
    listen(cache, () -> await().until(() -> cache.get("a").version() == 1));
    cache.getOrCreate(Job.of("a"));
    await().until(() -> told.size() == 2);
    assertThat(told).containsExactly("created", "updated");
  }

  @Test
  void itemIsNotSyncedHereBeforeItsCreationIsTold() throws InterruptedException {
    AutoRefreshCache<Job> cache = started();
    listen(
        cache,
        () -> {
          cache.getOrCreate(Job.of("b")); // makes the workers look for what is due
          told.add(isSyncedSoon() ? "synced" : "not synced");
        });
    cache.getOrCreate(Job.of("a"));
    assertThat(synced.await(30, TimeUnit.SECONDS)).isTrue();
    await().until(() -> told.size() == 3);
    assertThat(told).containsExactly("not synced", "created", "updated");
  }

  private boolean isSyncedSoon() {
    try {
      return synced.await(500, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Which would be told of only after it. */
  @Test
  void listenerThatWaitsForASyncOfItsItemFailsAtOnce() {
    AutoRefreshCache<Job> cache = started();
    cache.addListener(
        new CacheListener<Job>() {
          @Override
          public void onRemoved(Job item, RemovalCause cause) {
            cache.getOrCreate(Job.of("a"));
            try {
              cache.refresh("a").join();
              told.add("waited");
            } catch (IllegalStateException e) {
              told.add("failed");
            }
          }
        });
    cache.getOrCreate(Job.of("a"));
    await().until(() -> cache.get("a").version() == 1);
    assertThat(cache.delete("a")).isTrue();
    await().until(() -> !told.isEmpty());
    assertThat(told).containsExactly("failed");
    await().until(() -> cache.get("a").version() == 1);
  }

  @Test
  void listenerThatBlocksHoldsUpNoOtherItem() {
    AutoRefreshCache<Job> cache = started();
    AutoRefreshCache<Job> other = started();
    CountDownLatch blocked = new CountDownLatch(1);
    cache.addListener(
        new CacheListener<Job>() {
          @Override
          public void onCreated(Job item) {
            if (item.id().equals("a")) {
              awaitUninterruptibly(blocked);
            }
            told.add(item.id());
          }
        });
    try {
      other.getOrCreate(Job.of("a"));
      await().until(() -> cache.get("a") != null);
      for (String id : List.of("b", "c", "d")) {
        other.getOrCreate(Job.of(id));
      }
      await().until(() -> told.size() == 3);
      assertThat(told).containsExactlyInAnyOrder("b", "c", "d");
      await().until(() -> cache.get("d").version() > 0);
      cache.refresh("b").join();
    } finally {
      blocked.countDown();
    }
    await().until(() -> told.contains("a"));
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void itemWhoseCallHangsIsToldOfMeanwhile() {
    CountDownLatch hanging = new CountDownLatch(1);
    AutoRefreshCache<Job> cache =
        replicas.add(
            job -> {
              awaitUninterruptibly(hanging);
              return job.next();
            },
            ItemCodec.json(Job.class),
            builder -> builder.syncTimeout(Duration.ofMillis(200)));
    cache.start();
    cache.addListener(
        new CacheListener<Job>() {
          @Override
          public void onCreated(Job item) {
            told.add("created");
          }

          @Override
          public void onSyncFailed(Job item, Throwable cause) {
            told.add("failed");
          }

          @Override
          public void onRemoved(Job item, RemovalCause cause) {
            told.add("removed");
          }
        });
    try {
      cache.getOrCreate(Job.of("a"));
      await().until(() -> told.contains("failed"));
      cache.delete("a");
      cache.getOrCreate(Job.of("a"));
      await().until(() -> told.size() == 5);
      assertThat(told).containsExactly("created", "failed", "removed", "created", "failed");
    } finally {
      hanging.countDown();
    }
  }
}
