package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spring.redis.script.ClusterSettings;
import io.github.autorefresh.cache.spring.redis.script.EncodedItem;
import io.github.autorefresh.cache.spring.redis.script.ItemFormat;
import io.github.autorefresh.cache.spring.redis.script.Known;
import io.github.autorefresh.cache.spring.redis.script.PutBack;
import io.github.autorefresh.cache.spring.redis.script.StoredItem;
import io.github.autorefresh.cache.spring.redis.script.TestScripts;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A replica stands by what it knows, and puts it back whenever Redis has nothing, or something
 * older. After a loss, that may be what another replica has put back, and has a higher version.
 */
@NeedsRedis
class PutBackTest {

  private static final long LONG = TimeUnit.HOURS.toMicros(1);
  private static final ClusterSettings UNLIMITED = new ClusterSettings(0, 10, LONG, 0, false);
  private static final ItemCodec<Job> CODEC = ItemCodec.json(Job.class);
  private static final ItemFormat<Job> FORMAT = new ItemFormat<>(CODEC::encode, CODEC::decode);

  private final RedisServer redis = RedisServer.start();
  private final LettuceConnectionFactory connections = redis.connect();
  private final Replicas replicas = new Replicas(redis);
  private final AtomicLong aheadMicros = new AtomicLong();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goesOn = new CountDownLatch(1);
  private volatile Runnable onCall = () -> {};
  private volatile Consumer<Job> onEncode = job -> {};
  private AutoRefreshCache<Job> cache;

  /** What another replica asks of Redis, and the state of the item that it knows. */
  private TestScripts other;

  private StoredItem older;

  @BeforeEach
  void start() {
    cache =
        replicas.add(
            job -> {
              onCall.run();
              return job.next();
            },
            stores -> stores.ahead(aheadMicros::get),
            new ItemCodec<>() {
              @Override
              public byte[] encode(Job item) {
                onEncode.accept(item);
                return CODEC.encode(item);
              }

              @Override
              public Job decode(String id, byte[] bytes) {
                return CODEC.decode(id, bytes);
              }
            },
            builder -> builder);
    cache.addListener(new Listener());
    cache.start();
    other = TestScripts.of(connections, replicas.settings.keyPrefix(), aheadMicros::get);
    other.epochs.open(false, Known.NOTHING, UNLIMITED);
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
        takesItsTime();
      } else if (job.id().equals("a")) {
        told.add("created " + job.version());
      }
    }

    @Override
    public void onUpdated(Job previous, Job current) {
      if (current.id().equals("a")) {
        told.add("updated " + current.version());
      }
    }

    @Override
    public void onRemoved(Job job, RemovalCause cause) {
      told.add("removed " + job.version());
    }
  }

  private void takesItsTime() {
    begun.countDown();
    try {
      goesOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private StoredItem stored() {
    return other.changes.read(List.of("a")).get(0).item();
  }

  private int storedVersion() {
    StoredItem stored = stored();
    return stored == null ? -1 : FORMAT.decode("a", stored.state()).version();
  }

  private void otherPutsBackTheOlderState() {
    long seen = older.fields().version();
    PutBack item = new PutBack.Item("a", older.fields(), older.state());
    assertThat(other.restore.putBack(LONG, LONG, seen, List.of(item)).absent()).isEqualTo(1);
  }

  private void flushAndLetTheOtherBeginAnotherEpoch() {
    redis.run("FLUSHALL");
    other.epochs.open(false, Known.version(older.fields().version()), UNLIMITED);
  }

  private void enterAnotherEpoch() {
    aheadMicros.addAndGet(TimeUnit.SECONDS.toMicros(4)); // longer than an epoch takes to open
    assertThat(cache.delete("none")).as("takes the replica into the new epoch").isFalse();
  }

  private void redisLoses(String key, String command) {
    redis.run(command, replicas.key(key), "a");
  }

  private void createOneWhoseListenerTakesItsTime() throws InterruptedException {
    other.creations.reserve("slow", "token", LONG, 0);
    EncodedItem state = FORMAT.encode(Job.of("slow"));
    other.creations.fulfil("slow", "token", 0, ItemPeriod.TERMINAL, LONG, state, 0, false);
    begun.await();
  }

  private void assertThatThirdStateIsTheNextThatIsTold() {
    cache.refresh("a").join();
    await().until(() -> told.contains("updated 3"));
    assertThat(told).containsExactly("created 0", "updated 1", "updated 2", "updated 3");
  }

  @Test
  void whatIsHeardBeforeTheReplicaHasPutBackItsOwnReplacesNothing() throws InterruptedException {
    createOneWhoseListenerTakesItsTime();
    flushAndLetTheOtherBeginAnotherEpoch();
    otherPutsBackTheOlderState();
    enterAnotherEpoch();
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

  @Test
  void refreshOfWhatRedisHasLostIsMadeOnceItIsThereAgain() {
    for (String key : List.of("items", "states")) {
      redisLoses(key, "HDEL");
    }
    CompletableFuture<Job> refreshed = cache.refresh("a");
    await().until(refreshed::isDone);
    assertThat(refreshed.join().version()).isEqualTo(3);
  }

  @Test
  void refreshThatRedisKnewOfAndHasLostIsMade() {
    cache.pause();
    CompletableFuture<Job> refreshed = cache.refresh("a");
    flushAndLetTheOtherBeginAnotherEpoch(); // in which nothing is paused
    enterAnotherEpoch();
    await().until(refreshed::isDone);
    assertThat(refreshed.join().version()).isEqualTo(3);
  }

  private void flushAndEnterAnotherEpoch() {
    flushAndLetTheOtherBeginAnotherEpoch();
    enterAnotherEpoch();
  }

  @Test
  void whatRedisLosesWhileItIsPutBackIsPutBackOnceMore() throws InterruptedException {
    int items = 2 * PutBack.AT_ONCE;
    for (int i = 1; i < items; i++) {
      cache.getOrCreate(new Job("job-" + i, 0, true, null));
    }
    AtomicInteger encoded = new AtomicInteger();
    onEncode =
        job -> {
          if (encoded.incrementAndGet() == items) { // the first of two pages is back
            takesItsTime();
          }
        };
    flushAndEnterAnotherEpoch();
    begun.await();
    flushAndEnterAnotherEpoch();
    goesOn.countDown();
    await().until(() -> redis.run("HLEN", replicas.key("items")).equals((long) items));
  }

  @Test
  void claimWhoseItemCouldNotBePutBackAtFirstIsPutBackWithIt() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    onCall =
        () -> {
          calls.incrementAndGet();
          takesItsTime();
        };
    CompletableFuture<Job> refreshed = cache.refresh("a");
    begun.await();
    AtomicInteger encoded = new AtomicInteger();
    onEncode =
        job -> {
          if (encoded.incrementAndGet() == 1) {
            throw new IllegalStateException("not now");
          }
        };
    redis.run("FLUSHALL");
    await().until(() -> encoded.get() > 1);
    goesOn.countDown();
    await().until(refreshed::isDone);
    assertThat(refreshed.join().version()).isEqualTo(3);
    assertThat(calls).hasValue(1);
  }

  @Test
  void whatTheCodecCannotWriteKeepsNothingElseFromBeingPutBack() {
    cache.getOrCreate(new Job("done", 0, true, null));
    cache.getOrCreate(new Job("unwritable", 0, true, null));
    onEncode =
        job -> {
          if (job.id().equals("unwritable")) {
            throw new IllegalStateException("never");
          }
        };
    flushAndEnterAnotherEpoch();
    await().until(() -> redis.run("HLEN", replicas.key("items")).equals(2L));
    assertThat(cache.get("unwritable")).isNotNull();
    assertThatThirdStateIsTheNextThatIsTold();
  }

  @Test
  void replicaThatRepairsAnIndexAloneReadsWhatTheIndexLacked() {
    cache.getOrCreate(new Job("done", 0, true, null));
    cache.close();
    redis.run("DEL", replicas.key("changes"));
    redis.run("HSET", replicas.key("control"), "checked", "0");
    AutoRefreshCache<Job> late = replicas.add(Job::next);
    late.start();
    await().until(() -> late.get("done") != null && late.get("a") != null);
    assertThat(late.size()).isEqualTo(2);
  }
}
