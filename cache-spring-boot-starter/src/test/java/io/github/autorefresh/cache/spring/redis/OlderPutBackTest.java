package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import io.github.autorefresh.cache.spring.redis.script.ClusterSettings;
import io.github.autorefresh.cache.spring.redis.script.EncodedItem;
import io.github.autorefresh.cache.spring.redis.script.ItemFormat;
import io.github.autorefresh.cache.spring.redis.script.Known;
import io.github.autorefresh.cache.spring.redis.script.PutBack;
import io.github.autorefresh.cache.spring.redis.script.ScriptRunner;
import io.github.autorefresh.cache.spring.redis.script.Scripts;
import io.github.autorefresh.cache.spring.redis.script.SharedConnection;
import io.github.autorefresh.cache.spring.redis.script.StoredItem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * After a loss, another replica puts back what it knows: something older than what a replica has,
 * but with a higher version. That replica stands by what it has, and puts it back in its turn.
 */
@NeedsRedis
class OlderPutBackTest {

  private static final long LONG = TimeUnit.HOURS.toMicros(1);
  private static final ItemCodec<Job> CODEC = ItemCodec.json(Job.class);
  private static final ItemFormat<Job> FORMAT = new ItemFormat<>(CODEC::encode, CODEC::decode);

  private final RedisServer redis = RedisServer.start();
  private final LettuceConnectionFactory connections = redis.connect();
  private final Replicas replicas = new Replicas(redis);
  private final AtomicLong aheadMicros = new AtomicLong();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final CountDownLatch listening = new CountDownLatch(1);
  private final CountDownLatch goesOn = new CountDownLatch(1);
  private AutoRefreshCache<Job> cache;

  /** What another replica asks of Redis, and the state of the item that it knows. */
  private Scripts other;

  private StoredItem older;

  @BeforeEach
  void start() {
    cache =
        replicas.add(
            Job::next, stores -> stores.ahead(aheadMicros::get), CODEC, builder -> builder);
    cache.addListener(new Listener());
    cache.start();
    other =
        new Scripts(
            new ScriptRunner(
                new SharedConnection(connections),
                new Availability("jobs"),
                replicas.settings.keyPrefix(),
                aheadMicros::get,
                Duration.ofSeconds(5)));
    other.open(false, Known.NOTHING, new ClusterSettings(0, 10, LONG, 0, false));
    cache.getOrCreate(Job.of("a"));
    await().until(() -> cache.get("a").version() == 1);
    older = stored();
    cache.refresh("a").join();
    assertThat(cache.get("a").version()).isEqualTo(2);
    assertThat(stored().fields().synced()).isGreaterThan(older.fields().synced());
  }

  @AfterEach
  void close() {
    goesOn.countDown();
    replicas.close();
    connections.destroy();
    redis.close();
  }

  /** Is told of everything, one thing after the other, and takes its time with one item. */
  private final class Listener implements CacheListener<Job> {
    @Override
    public void onCreated(Job job) {
      if (job.id().equals("slow")) {
        listening.countDown();
        try {
          goesOn.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      } else {
        told.add("created " + job.version());
      }
    }

    @Override
    public void onUpdated(Job previous, Job current) {
      told.add("updated " + current.version());
    }

    @Override
    public void onRemoved(Job job, RemovalCause cause) {
      told.add("removed " + job.version());
    }
  }

  private StoredItem stored() {
    return other.read(List.of("a")).get(0).item();
  }

  private int storedVersion() {
    StoredItem stored = stored();
    return stored == null ? -1 : FORMAT.decode("a", stored.state()).version();
  }

  private void otherPutsBackTheOlderState() {
    long seen = older.fields().version();
    other.putBack(LONG, LONG, seen, List.of(new PutBack.Item("a", older.fields(), older.state())));
    assertThat(storedVersion()).isEqualTo(1);
  }

  private void redisLoses(String key, String command) {
    redis.run(command, replicas.key(key), "a");
  }

  private void createOneWhoseListenerTakesItsTime() throws InterruptedException {
    other.reserve("slow", "token", LONG, 0);
    EncodedItem state = FORMAT.encode(Job.of("slow"));
    other.fulfil("slow", "token", 0, ItemPeriod.TERMINAL, LONG, state, 0, false);
    listening.await();
  }

  private void assertThatThirdStateIsTheNextThatIsTold() {
    cache.refresh("a").join();
    await().until(() -> told.contains("updated 3"));
    assertThat(told).containsExactly("created 0", "updated 1", "updated 2", "updated 3");
  }

  @Test
  void whatIsHeardBeforeTheReplicaHasPutBackItsOwnReplacesNothing() throws InterruptedException {
    createOneWhoseListenerTakesItsTime();
    redis.run("FLUSHALL");
    other.open(
        false, Known.version(older.fields().version()), new ClusterSettings(0, 10, LONG, 0, false));
    otherPutsBackTheOlderState();
    aheadMicros.addAndGet(TimeUnit.SECONDS.toMicros(4)); // longer than an epoch takes to open
    assertThat(cache.delete("none")).as("takes the replica into the new epoch").isFalse();
    goesOn.countDown();
    await().until(() -> storedVersion() == 2);
    assertThat(cache.get("a").version()).isEqualTo(2);
    assertThatThirdStateIsTheNextThatIsTold();
  }

  @Test
  void whatIsHeardLaterIsPutRight() {
    for (String key : List.of("items", "states")) {
      redisLoses(key, "HDEL");
    }
    otherPutsBackTheOlderState();
    await().until(() -> storedVersion() == 2);
    assertThat(cache.get("a").version()).isEqualTo(2);
    assertThatThirdStateIsTheNextThatIsTold();
  }

  @Test
  void whatIsKnownToBeRemovedIsRemovedAgain() {
    assertThat(cache.delete("a")).isTrue();
    redisLoses("tombstones", "HDEL");
    redisLoses("removals", "ZREM");
    otherPutsBackTheOlderState();
    await().until(() -> storedVersion() == -1);
    assertThat(cache.get("a")).isNull();
    assertThat(told).containsExactly("created 0", "updated 1", "updated 2", "removed 2");
  }
}
