package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** An outage is that of all replicas. Time is moved by hand, for Redis too. */
@NeedsRedis
class ClusterOutageTest {

  private static final Duration STEP = Duration.ofMillis(250);
  private static final Duration PERIOD = Duration.ofSeconds(30);
  private static final int ITEMS = 100;

  private final RedisServer redis = RedisServer.start();
  private final LettuceConnectionFactory connections = redis.connect();
  private final SteppedTime time = new SteppedTime();
  private final List<Member> members = new ArrayList<>();

  @AfterEach
  void close() {
    members.forEach(member -> member.cache.close());
    connections.destroy();
    redis.close();
  }

  /** A replica, and what it has called and heard. */
  private final class Member {
    final SteppedStores stores =
        new SteppedStores(
            RedisItemStores.of(
                connections, RedisStoreSettings.of("outage"), ItemCodec.json(Job.class)),
            time);
    final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    final AutoRefreshCache<Job> cache;
    BooleanSupplier down = () -> false;
    int calls;

    Member() {
      cache =
          time.cache("jobs")
              .resyncPeriod(PERIOD)
              .rateLimit(100, 10)
              .store(stores)
              .build(
                  job -> {
                    calls++;
                    if (down.getAsBoolean()) {
                      throw new IllegalStateException("down");
                    }
                    return job.next();
                  });
      cache.addListener(
          new CacheListener<>() {
            @Override
            public void onOutage(Throwable cause) {
              heard.add("outage");
            }

            @Override
            public void onRecovered(Duration lasted) {
              heard.add("recovered");
            }
          });
      cache.start();
      members.add(this);
    }

    boolean knowsOfAnOutage() {
      return cache.stats().outageSince() != null;
    }
  }

  private void advance(Duration by) {
    for (long steps = by.dividedBy(STEP); steps > 0; steps--) {
      time.advance(STEP);
      members.forEach(member -> member.stores.heartbeat());
    }
  }

  private int calls() {
    return members.stream().mapToInt(member -> member.calls).sum();
  }

  private void startTwo() {
    new Member();
    new Member();
    for (int i = 0; i < ITEMS; i++) {
      members.get(0).cache.getOrCreate(Job.of("job-" + i));
    }
    advance(PERIOD);
    assertThat(members).allSatisfy(member -> assertThat(member.calls).isGreaterThan(20));
  }

  @Test
  void brokenNetworkOfOneReplicaIsNoOutage() {
    startTwo();
    Member broken = members.get(0);
    broken.down = () -> true;
    advance(Duration.ofMinutes(1));
    assertThat(broken.heard).isEmpty();
    assertThat(members).noneMatch(Member::knowsOfAnOutage);
    Member healthy = members.get(1);
    int before = healthy.calls;
    advance(PERIOD);
    assertThat(healthy.calls - before).isGreaterThan(ITEMS / 3);
  }

  @Test
  void serviceThatIsDownIsOneOutageWhoseProbesAreNotMoreThanThoseOfOneReplica() {
    startTwo();
    members.forEach(member -> member.down = () -> true);
    advance(Duration.ofSeconds(20));
    assertThat(members).allMatch(Member::knowsOfAnOutage);
    int before = calls();
    double from = redisSeconds();
    advance(Duration.ofSeconds(100));
    double seconds = redisSeconds() - from;
    assertThat((double) (calls() - before)) // one in five seconds
        .as("in %s s", seconds)
        .isBetween(0.16 * seconds, seconds / 5 + 1);

    members.forEach(member -> member.down = () -> false);
    advance(Duration.ofSeconds(20));
    assertThat(members).noneMatch(Member::knowsOfAnOutage);
    assertThat(members)
        .allSatisfy(
            member -> {
              assertThat(member.cache.stats().failing()).isZero();
              assertThat(member.heard).containsExactly("outage", "recovered");
            });
  }

  @Test
  void outageGoesOnThoughRedisLosesAll() {
    startTwo();
    members.forEach(member -> member.down = () -> true);
    advance(Duration.ofSeconds(20));
    assertThat(members).allMatch(Member::knowsOfAnOutage);
    connections.getConnection().serverCommands().flushAll();
    await().until(this::allKnowTheEpoch);
    int before = calls();
    advance(Duration.ofSeconds(30));
    assertThat(members).allSatisfy(member -> assertThat(member.heard).containsExactly("outage"));
    assertThat(calls() - before).isBetween(3, 8);
  }

  /**
   * The logical time, which may pass by more than a test moves it: a heartbeat that is asked before
   * some steps and runs after them sees a clock that was set back.
   */
  private double redisSeconds() {
    byte[] micros = (byte[]) redis.run("HGET", "{outage:jobs}:v1:control", "now");
    return Double.parseDouble(new String(micros, UTF_8)) / 1e6;
  }

  private boolean allKnowTheEpoch() {
    try {
      advance(STEP);
      return true;
    } catch (CacheUnavailableException e) {
      return false;
    }
  }

  @Test
  void outageEndsThoughTheNetworkOfOneReplicaStaysBroken() {
    startTwo();
    members.forEach(member -> member.down = () -> true);
    advance(Duration.ofSeconds(30));
    assertThat(members).allMatch(Member::knowsOfAnOutage);
    members.get(1).down = () -> false;
    advance(Duration.ofSeconds(15));
    assertThat(members).noneMatch(Member::knowsOfAnOutage);
  }
}
