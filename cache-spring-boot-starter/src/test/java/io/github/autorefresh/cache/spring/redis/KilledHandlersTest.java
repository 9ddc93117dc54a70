package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.spring.redis.ExternalService.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Three replicas as processes, which are killed and replaced, and frozen and thawed, at random
 * while items end: each end is handled, and handled again only where a replica died or was frozen
 * for longer than its lease. What happened is told by the log of the external service that the
 * handlers call. {@code -Dhandlers.items=N} and {@code -Dhandlers.seed=N} make another run of it.
 */
@NeedsRedis
@Tag("long")
class KilledHandlersTest {

  private static final int ITEMS = Integer.getInteger("handlers.items", 600);
  private static final long SEED = Long.getLong("handlers.seed", 42);
  private static final long WORK_MILLIS = 100;
  private static final int REPLICAS = 3;

  private static final int TROUBLES = Math.max(REPLICAS, ITEMS / 500);

  /** So many items, more than can be handled at once, wait at any time. */
  private static final int WAITING = 100;

  /** Harms nothing, whatever is left of a lease that was just about to be renewed. */
  private static final Duration BRIEF = ReplicaProcess.LEASE.dividedBy(4);

  private static final Duration BEYOND_THE_LEASE = ReplicaProcess.LEASE.plusSeconds(1);

  /** Within so long a call's return is told to Redis, and one that was granted begins. */
  private static final long AT_ONCE = Duration.ofSeconds(5).toNanos();

  private final RedisServer redis = RedisServer.start();
  private final LettuceConnectionFactory connections = redis.connect();
  private final ExternalService service = new ExternalService(WORK_MILLIS);
  private final List<ReplicaProcess> replicas = new ArrayList<>();
  private final List<Trouble> troubles = new ArrayList<>();
  private final Random random = new Random(SEED);

  private final AutoRefreshCache<Job> creator =
      AutoRefreshCacheBuilder.named("jobs")
          .rateLimit(1000, 100) // as the replicas: else what is configured here would hold for them
          .store(
              RedisItemStores.of(connections, ReplicaProcess.SETTINGS, ItemCodec.json(Job.class)))
          .build(job -> job);
  private final AtomicInteger created = new AtomicInteger();
  private volatile boolean isOver;
  private int started;

  /** A replica was dead, or frozen for longer than its lease, from then until then. */
  private record Trouble(String replica, long from, long until) {

    /** It may have kept Redis from hearing that the call has returned. */
    boolean mayHide(Call call) {
      return call.replica.equals(replica)
          && call.start - until < 0
          && (call.end == 0 || call.end - from > -AT_ONCE);
    }

    /** It may have delayed the call until another replica had the lease. */
    boolean mayDelay(Call call) {
      return call.replica.equals(replica) && call.start - from > 0 && call.start - until < AT_ONCE;
    }
  }

  @AfterEach
  void end() {
    replicas.forEach(ReplicaProcess::close);
    creator.close();
    connections.destroy();
    service.close();
    redis.close();
  }

  private static ConditionFactory awaitLong() {
    return await().atMost(Duration.ofMinutes(5));
  }

  private void create() {
    creator.getOrCreate(Job.of("job-" + created.getAndIncrement()));
  }

  private void start() {
    replicas.add(new ReplicaProcess("r" + started++, redis.port, service.port(), "ending"));
  }

  private void startAll() {
    for (int i = 0; i < REPLICAS; i++) {
      start();
    }
    awaitLong()
        .until(
            () -> {
              create();
              return service.log().stream().map(call -> call.replica).distinct().count()
                  == REPLICAS;
            });
  }

  /** As long as there is trouble, and until there were enough items. */
  private void createAllTheTime() {
    while (!isOver || created.get() < ITEMS) {
      awaitLong()
          .pollInterval(Duration.ofMillis(10))
          .until(() -> created.get() - service.calls() < WAITING);
      for (int i = 0; i < WAITING / 2; i++) {
        create();
      }
    }
  }

  /** Makes trouble for a replica in the midst of its calls. */
  private void trouble(int kind) {
    ReplicaProcess replica = replicas.get(random.nextInt(replicas.size()));
    awaitLong().until(() -> service.underWay(replica.name, System.nanoTime()).size() >= 2);
    long from = System.nanoTime();
    switch (kind) {
      case 0 -> {
        replica.kill();
        troubles.add(new Trouble(replica.name, from, System.nanoTime()));
        replicas.remove(replica);
        start();
      }
      case 1 -> {
        freeze(replica, BEYOND_THE_LEASE.plusMillis(random.nextInt(2000)));
        troubles.add(new Trouble(replica.name, from, System.nanoTime()));
      }
      default -> freeze(replica, Duration.ofMillis(random.nextInt((int) BRIEF.toMillis())));
    }
  }

  private static void freeze(ReplicaProcess replica, Duration time) {
    replica.freeze();
    long until = System.nanoTime() + time.toNanos();
    await().pollInterval(Duration.ofMillis(10)).until(() -> System.nanoTime() - until >= 0);
    replica.thaw();
  }

  private boolean isEveryEndHandled() {
    return service.byItem().size() == created.get()
        && redis.run("ZCARD", "{processes:jobs}:v1:marks").equals(0L);
  }

  @Test
  void everyEndIsHandledAndTwiceOnlyWhereAReplicaDiedOrWasFrozen() {
    startAll();
    long began = System.nanoTime();
    CompletableFuture<Void> creating = CompletableFuture.runAsync(this::createAllTheTime);
    for (int n = 0; n < TROUBLES; n++) {
      int enough = n * ITEMS / TROUBLES;
      awaitLong().until(() -> service.calls() >= enough);
      trouble(n < 3 ? n : random.nextInt(3)); // one of each kind at least
    }
    isOver = true;
    creating.join();
    awaitLong().until(this::isEveryEndHandled);
    Map<String, List<Call>> byItem = service.byItem();
    assertThat(byItem).hasSizeGreaterThanOrEqualTo(ITEMS);
    assertThat(byItem.values()).allSatisfy(this::assertThatOneOfThemWasMadeToItsEnd);
    byItem.values().forEach(this::assertThatOnlyTheTroubledWereRelieved);
    System.out.printf(
        "%d ends in %d s, %d times a replica was killed or frozen beyond its lease, %d handled again%n",
        byItem.size(),
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began),
        troubles.size(),
        byItem.values().stream().filter(calls -> calls.size() > 1).count());
  }

  private void assertThatOneOfThemWasMadeToItsEnd(List<Call> calls) {
    assertThat(calls).anyMatch(call -> call.end != 0);
  }

  /** A call is followed by another, or is beside it, only if one of them was in trouble. */
  private void assertThatOnlyTheTroubledWereRelieved(List<Call> calls) {
    for (int i = 1; i < calls.size(); i++) {
      Call before = calls.get(i - 1);
      Call again = calls.get(i);
      assertThat(troubles)
          .as("what explains %s and then %s", before, again)
          .anyMatch(trouble -> trouble.mayHide(before) || trouble.mayDelay(again));
    }
  }
}
