package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replicas come and go, items are created, refreshed and deleted, and Redis suffers what a subclass
 * does to it, all by a seed. What happened is checked by {@link SharedHistory}; in the end
 * everybody must hold what was asked for, and no more.
 *
 * <p>{@code -Dfaults.seconds} and {@code -Dfaults.seed} say for how long and which.
 */
@Timeout(value = 90, unit = TimeUnit.MINUTES)
abstract class RandomFaults {

  private static final Logger log = LoggerFactory.getLogger(RandomFaults.class);

  private static final int IDS = 40;
  private static final int ENDING_IDS = 10;
  private static final int LEAST_STEPS = 100;

  /** Of the application: so many in the mean, to one of each fault. */
  private static final int ACTIONS = 52;

  final long seed = Long.getLong("faults.seed", 42);
  final Random random = new Random(seed);

  /** By how much the clock of every script is ahead. */
  final AtomicLong clockMicros = new AtomicLong();

  Replicas replicas;

  private final long seconds = Long.getLong("faults.seconds", 5);
  private final SharedHistory history = new SharedHistory();
  private final List<Replica> live = new ArrayList<>();
  private final Map<String, Integer> suffered = new HashMap<>();

  /** What the test knows of each item: true if it must be there, false if not, absent in doubt. */
  private final Map<String, Boolean> wanted = new HashMap<>();

  private List<Runnable> faults = List.of();
  private int started;

  private record Replica(AutoRefreshCache<Job> cache, SharedHistory.Shown shown) {}

  /** Over a Redis that is there from now on. */
  abstract Replicas start();

  /** What may happen to Redis. */
  abstract List<Runnable> faults();

  /** What Redis has of an item, for a message. */
  abstract String inRedis(String id);

  /** In the end, of whoever else uses this Redis. */
  void assertThatOthersAreLeftAlone() {}

  @BeforeEach
  void startAll() {
    Awaitility.setDefaultTimeout(60, TimeUnit.SECONDS);
    replicas = start();
    faults = faults();
    replicas.settings =
        replicas
            .settings
            .withLease(Duration.ofSeconds(20))
            .withCreateTimeout(Duration.ofSeconds(2));
    for (int i = 0; i < 3; i++) {
      addReplica();
    }
  }

  @AfterEach
  void close() {
    Awaitility.reset();
    replicas.close();
  }

  private void addReplica() {
    SharedHistory.Shown shown = history.new Shown("replica " + started++);
    AutoRefreshCache<Job> cache =
        replicas.add(
            history::call,
            stores -> stores.ahead(clockMicros::get),
            ItemCodec.json(Job.class),
            builder ->
                builder
                    .resyncPeriod(Duration.ofMillis(300))
                    .terminalRetention(Duration.ofDays(1))
                    .rateLimit(500, 50));
    cache.addListener(shown);
    cache.start();
    live.add(new Replica(cache, shown));
  }

  private AutoRefreshCache<Job> any() {
    return live.get(random.nextInt(live.size())).cache();
  }

  private String anyId() {
    int n = random.nextInt(IDS + ENDING_IDS);
    return n < IDS ? "job-" + n : SharedHistory.endingId(n - IDS);
  }

  private void step() {
    String id = anyId();
    int action = random.nextInt(ACTIONS + faults.size());
    switch (action) {
      case 0 -> {
        if (live.size() > 1) {
          everybodyHoldsWhatIsWanted(); // else what only this one knows would be lost with it
          live.remove(random.nextInt(live.size())).cache().close();
        }
      }
      case 1 -> {
        if (live.size() < 4) {
          addReplica();
        }
      }
      case 2 -> attempt(id, () -> any().retune(s -> s.withTps(200 + random.nextInt(400))));
      case 3, 4, 5, 6 -> {
        var unused = any().refresh(id);
      }
      case 7, 8, 9, 10, 11, 12, 13, 14, 15 -> delete(id);
      default -> {
        if (action < ACTIONS) {
          create(id);
        } else {
          faults.get(action - ACTIONS).run();
        }
      }
    }
    readAll();
  }

  void fault(String name, Runnable deed) {
    log.info("{}", name);
    suffered.merge(name, 1, Integer::sum);
    deed.run();
  }

  /** Redis loses what it held: nobody may be alone in knowing something, or it is gone. */
  void loss(String name, Runnable deed) {
    everybodyHoldsWhatIsWanted();
    fault(name, deed);
  }

  private void delete(String id) {
    if (SharedHistory.ends(id)) {
      return;
    }
    attempt(
        id,
        () -> {
          any().delete(id);
          wanted.put(id, false);
        });
  }

  /**
   * If it was there already, that is what the replica knows, which may not know of a delete yet.
   */
  private void create(String id) {
    boolean wasThere = wanted.getOrDefault(id, false);
    Job created = history.created(id);
    attempt(
        id,
        () -> {
          if (any().getOrCreate(created).equals(created) || wasThere) {
            wanted.put(id, true);
          }
        });
  }

  /** What fails because Redis is not well has happened or not. */
  private void attempt(String id, Runnable deed) {
    wanted.remove(id);
    try {
      deed.run();
    } catch (CacheUnavailableException e) {
      log.debug("{} is in doubt", id, e);
    }
  }

  private void readAll() {
    for (Replica replica : live) {
      for (int i = 0; i < IDS; i++) {
        replica.shown().read(replica.cache(), "job-" + i);
      }
    }
  }

  Stream<AutoRefreshCache<Job>> caches() {
    return live.stream().map(Replica::cache);
  }

  private void everybodyHoldsWhatIsWanted() {
    await().until(() -> caches().allMatch(cache -> cache.stats().storeFailure() == null));
    await()
        .untilAsserted(
            () -> {
              for (AutoRefreshCache<Job> cache : caches().toList()) {
                wanted.forEach(
                    (id, there) ->
                        assertThat(cache.get(id) != null)
                            .as("%s with seed %d: %s", id, seed, whereabouts(id))
                            .isEqualTo(there));
                assertThat(cache.size()).isEqualTo(live.get(0).cache().size());
              }
            });
    for (int i = 0; i < ENDING_IDS; i++) {
      String id = SharedHistory.endingId(i);
      if (caches().map(cache -> cache.get(id)).allMatch(job -> job != null && job.isTerminal())) {
        history.hasEnded(id);
      }
    }
  }

  /** What each replica and Redis have of an item. */
  private String whereabouts(String id) {
    return caches().map(cache -> cache.get(id)).toList() + "; in Redis: " + inRedis(id);
  }

  static Map<String, Integer> versions(AutoRefreshCache<Job> cache) {
    Map<String, Integer> versions = new HashMap<>();
    cache.entries().map(CacheEntry::item).forEach(job -> versions.put(job.id(), job.version()));
    return versions;
  }

  @Test
  void everybodyHoldsWhatWasAskedForInTheEndAndHistoryIsRight() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    int steps = 0;
    while (System.nanoTime() - end < 0 || steps < LEAST_STEPS) {
      step();
      steps++;
      assertThat(history.violations()).as("with seed %d", seed).isEmpty();
    }
    log.info("{} steps, seed {}, with {}", steps, seed, suffered);
    everybodyHoldsWhatIsWanted();
    for (AutoRefreshCache<Job> cache : caches().toList()) {
      versions(live.get(0).cache())
          .forEach(
              (id, version) ->
                  await()
                      .alias(id + " is synced again and read everywhere, with seed " + seed)
                      .until(
                          () -> cache.get(id).isTerminal() || cache.get(id).version() > version));
    }
    assertThat(history.violations()).as("with seed %d", seed).isEmpty();
    assertThatOthersAreLeftAlone();
  }
}
