package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.Job;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replicas come and go, items are created, refreshed and deleted, and Redis freezes, loses
 * connections, answers, keys or all that it holds, falls back to a snapshot, or has its clock set,
 * all by a seed. What happened is checked by {@link SharedHistory}; in the end everybody must hold
 * what was asked for, and no more. So must another application of the same name, on another
 * database of the same server.
 *
 * <p>{@code -Dfaults.seconds} and {@code -Dfaults.seed} say for how long and which; only with
 * {@code -Dfaults.losses=true} is anything lost, and the clock set.
 */
@NeedsRedis
@Timeout(value = 90, unit = TimeUnit.MINUTES)
class RandomFaultsTest {

  private static final Logger log = LoggerFactory.getLogger(RandomFaultsTest.class);

  private static final int IDS = 40;
  private static final int ENDING_IDS = 10;
  private static final int NEIGHBOURS_ITEMS = 5;
  private static final int LEAST_STEPS = 100;
  private static final Set<String> LOSSES =
      Set.of("clock", "snapshot", "restart", "flush", "lost key");
  private static final List<String> KEYS =
      List.of("control", "replicas", "items", "states", "due", "changes", "terminal", "removals");

  private final long seed = Long.getLong("faults.seed", 42);
  private final long seconds = Long.getLong("faults.seconds", 5);
  private final boolean losses = Boolean.getBoolean("faults.losses");
  private final Random random = new Random(seed);
  private final SharedHistory history = new SharedHistory();
  private final AtomicLong clockMicros = new AtomicLong();
  private final List<Replica> live = new ArrayList<>();
  private final List<AutoRefreshCache<Job>> neighbours = new ArrayList<>();
  private final Map<String, Integer> faults = new HashMap<>();

  /** What the test knows of each item: true if it must be there, false if not, absent in doubt. */
  private final Map<String, Boolean> wanted = new HashMap<>();

  @TempDir private Path directory;
  private RedisServer redis;
  private Relay relay;
  private Replicas replicas;
  private Replicas others;
  private int started;

  private record Replica(AutoRefreshCache<Job> cache, SharedHistory.Shown shown) {}

  @BeforeEach
  void startAll() {
    Awaitility.setDefaultTimeout(60, TimeUnit.SECONDS);
    if (losses) { // which takes one that keeps its snapshots
      redis = new ProcessRedis("--dir", directory.toString());
      redis.up();
    } else {
      redis = RedisServer.start();
    }
    relay = new Relay(redis.port);
    replicas = new Replicas(relay);
    others = new Replicas(() -> redis.connectToDatabase(1));
    others.settings = replicas.settings;
    replicas.settings =
        replicas
            .settings
            .withLease(Duration.ofSeconds(20))
            .withCreateTimeout(Duration.ofSeconds(2));
    for (int i = 0; i < 2; i++) {
      AutoRefreshCache<Job> neighbour =
          others.add(
              Job::next,
              ItemCodec.json(Job.class),
              builder -> builder.resyncPeriod(Duration.ofMillis(500)));
      neighbour.start();
      neighbours.add(neighbour);
    }
    for (int i = 0; i < NEIGHBOURS_ITEMS; i++) {
      neighbours.get(0).getOrCreate(Job.of("neighbour-" + i));
    }
    for (int i = 0; i < 3; i++) {
      addReplica();
    }
  }

  @AfterEach
  void close() {
    Awaitility.reset();
    others.close();
    replicas.close();
    relay.close();
    redis.close();
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
    switch (random.nextInt(60)) {
      case 0 -> fault("freeze", this::freeze);
      case 1 -> fault("cut", redis::cutConnections);
      case 2 -> fault("swallowed answers", relay::swallowAnswers);
      case 3 -> fault("clock", this::setClock);
      case 4 -> fault("snapshot", () -> attempt(id, () -> redis.run("SAVE")));
      case 5 -> loss("restart", this::restart);
      case 6 -> loss("flush", () -> redis.run("FLUSHDB"));
      case 7 -> loss("lost key", this::loseKey);
      case 8 -> {
        if (live.size() > 1) {
          everybodyHoldsWhatIsWanted(); // else what only this one knows would be lost with it
          live.remove(random.nextInt(live.size())).cache().close();
        }
      }
      case 9 -> {
        if (live.size() < 4) {
          addReplica();
        }
      }
      case 10 -> attempt(id, () -> any().retune(s -> s.withTps(200 + random.nextInt(400))));
      case 11, 12, 13, 14 -> {
        var unused = any().refresh(id);
      }
      case 15, 16, 17, 18, 19, 20, 21, 22, 23 -> delete(id);
      default -> create(id);
    }
    readAll();
  }

  private void fault(String name, Runnable deed) {
    if (!losses && LOSSES.contains(name)) {
      return;
    }
    log.info("{}", name);
    faults.merge(name, 1, Integer::sum);
    deed.run();
  }

  /** Redis loses what it held: nobody may be alone in knowing something, or it is gone. */
  private void loss(String name, Runnable deed) {
    everybodyHoldsWhatIsWanted();
    fault(name, deed);
  }

  private void freeze() {
    redis.freeze();
    await().pollDelay(Duration.ofMillis(random.nextInt(500))).until(() -> true);
    redis.thaw();
  }

  /**
   * By less than half a lease, or calls would be taken over: scripts that were asked for before a
   * step back, and run after it, see a step forward, unlike under the clock of Redis itself.
   */
  private void setClock() {
    clockMicros.addAndGet(TimeUnit.SECONDS.toMicros(random.nextInt(19) - 9));
  }

  /** Comes back empty, or as it was at its last snapshot. */
  private void restart() {
    redis.kill();
    redis.up();
  }

  private void loseKey() {
    String key = KEYS.get(random.nextInt(KEYS.size()));
    log.info("of {}", key);
    redis.run("DEL", "{" + replicas.settings.keyPrefix() + ":jobs}:v1:" + key);
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

  private Stream<AutoRefreshCache<Job>> caches() {
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
    String prefix = "{" + replicas.settings.keyPrefix() + ":jobs}:v1:";
    return "%s; in Redis %s, removed %s"
        .formatted(
            caches().map(cache -> cache.get(id)).toList(),
            redis.run("HEXISTS", prefix + "items", id),
            redis.run("HEXISTS", prefix + "tombstones", id));
  }

  private static Map<String, Integer> versions(AutoRefreshCache<Job> cache) {
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
    log.info("{} steps, seed {}, with {}", steps, seed, faults);
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
    assertThatNeighboursAreLeftAlone();
  }

  private void assertThatNeighboursAreLeftAlone() {
    assertThat(caches().flatMap(AutoRefreshCache::entries).map(entry -> entry.item().id()))
        .noneMatch(id -> id.startsWith("neighbour"));
    for (AutoRefreshCache<Job> neighbour : neighbours) {
      await().until(() -> neighbour.stats().storeFailure() == null);
      await().until(() -> neighbour.size() == NEIGHBOURS_ITEMS);
      assertThat(versions(neighbour).keySet()).allMatch(id -> id.startsWith("neighbour"));
    }
  }
}
