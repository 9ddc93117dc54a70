package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redis freezes, loses connections, answers, keys or all that it holds, falls back to a snapshot,
 * or has its clock set. Another application of the same name, on another database of the same
 * server, must be left alone.
 *
 * <p>Only with {@code -Dfaults.losses=true} is anything lost, and the clock set.
 */
@NeedsRedis
class RandomFaultsTest extends RandomFaults {

  private static final Logger log = LoggerFactory.getLogger(RandomFaultsTest.class);

  private static final int NEIGHBOURS_ITEMS = 5;
  private static final List<String> KEYS =
      List.of(
          "control",
          "replicas",
          "items",
          "states",
          "errors",
          "due",
          "terminal",
          "changes",
          "tombstones",
          "removals",
          "reservations",
          "tokens");

  private final boolean losses = Boolean.getBoolean("faults.losses");
  private final List<AutoRefreshCache<Job>> neighbours = new ArrayList<>();

  @TempDir private Path directory;
  private RedisServer redis;
  private Relay relay;
  private Replicas others;

  @Override
  Replicas start() {
    if (losses) { // which takes one that keeps its snapshots
      redis = new ProcessRedis("--dir", directory.toString());
      redis.up();
    } else {
      redis = RedisServer.start();
    }
    relay = new Relay(redis.port);
    Replicas shared = new Replicas(relay);
    others = new Replicas(() -> redis.connectToDatabase(1));
    others.settings = shared.settings;
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
    return shared;
  }

  @AfterEach
  void closeServer() {
    others.close();
    relay.close();
    redis.close();
  }

  @Override
  List<Runnable> faults() {
    List<Runnable> faults = new ArrayList<>();
    faults.add(() -> fault("freeze", this::freeze));
    faults.add(() -> fault("cut", redis::cutConnections));
    faults.add(() -> fault("swallowed answers", relay::swallowAnswers));
    if (losses) {
      faults.add(() -> fault("clock", this::setClock));
      faults.add(() -> fault("snapshot", () -> redis.run("SAVE")));
      faults.add(() -> loss("restart", this::restart));
      faults.add(() -> loss("flush", this::flush));
      faults.add(() -> loss("lost key", this::loseKey));
    }
    return faults;
  }

  private void freeze() {
    redis.freeze();
    await().pollDelay(Duration.ofMillis(random.nextInt(500))).until(() -> true);
    redis.thaw();
  }

  /**
   * By little of a lease, or calls would be taken over: each script that was asked for before a
   * step back, and runs after one that was not, sees a step forward, unlike under the clock of
   * Redis itself; and on a busy machine several are on their way.
   */
  private void setClock() {
    clockMicros.addAndGet(TimeUnit.SECONDS.toMicros(random.nextInt(7) - 3));
  }

  private void flush() {
    replicasBeginAgainAfter(() -> redis.run("FLUSHDB"));
  }

  /** Comes back empty, or as it was at its last snapshot. */
  private void restart() {
    replicasBeginAgainAfter(
        () -> {
          redis.kill();
          redis.up();
        });
  }

  /**
   * Nothing is created and no replica starts before the others have noticed, which takes a
   * heartbeat: Redis would take that for the truth, and the others for that of somebody else, or of
   * a later generation.
   */
  private void replicasBeginAgainAfter(Runnable loss) {
    loss.run();
    await().pollDelay(Duration.ofSeconds(2)).until(() -> isIn("control", "epoch").equals(true));
  }

  private void loseKey() {
    String key = KEYS.get(random.nextInt(KEYS.size()));
    log.info("of {}", key);
    redis.run("DEL", replicas.key(key));
  }

  @Override
  String inRedis(String id) {
    return "there %s, removed %s".formatted(isIn("items", id), isIn("tombstones", id));
  }

  private Object isIn(String key, String id) {
    return redis.run("HEXISTS", replicas.key(key), id);
  }

  @Override
  void assertThatOthersAreLeftAlone() {
    assertThat(caches().flatMap(AutoRefreshCache::entries).map(entry -> entry.item().id()))
        .noneMatch(id -> id.startsWith("neighbour"));
    for (AutoRefreshCache<Job> neighbour : neighbours) {
      await().until(() -> neighbour.stats().storeFailure() == null);
      await().until(() -> neighbour.size() == NEIGHBOURS_ITEMS);
      assertThat(versions(neighbour).keySet()).allMatch(id -> id.startsWith("neighbour"));
    }
  }
}
