package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A Redis that lags behind takes the place of the one before. */
@NeedsRedis
class FailoverTest {

  private final RedisServer primary = RedisServer.start();
  private final RedisServer standby = RedisServer.start();
  private final Relay relay = new Relay(primary.port);
  private final Replicas replicas = new Replicas(relay);

  @AfterEach
  void close() {
    replicas.close();
    relay.close();
    primary.close();
    standby.close();
  }

  private AutoRefreshCache<Job> started() {
    AutoRefreshCache<Job> cache = replicas.add(Job::next);
    cache.start();
    return cache;
  }

  /** The standby has what the primary has now, and no more. */
  private void copy() {
    LettuceConnectionFactory from = primary.connect();
    LettuceConnectionFactory to = standby.connect();
    try (RedisConnection source = from.getConnection();
        RedisConnection target = to.getConnection()) {
      for (byte[] key : Objects.requireNonNull(source.keyCommands().keys("*".getBytes(UTF_8)))) {
        target.keyCommands().restore(key, 0, source.keyCommands().dump(key));
      }
    } finally {
      from.destroy();
      to.destroy();
    }
  }

  private void othersChangeAsMuchAsWasLost() {
    standby.run("HINCRBY", replicas.key("control"), "sequence", "1000");
  }

  @Test
  void whatTheStandbyLacksIsPutBack() throws IOException {
    AutoRefreshCache<Job> one = started();
    AutoRefreshCache<Job> two = started();
    one.getOrCreate(Job.of("early"));
    await().atMost(30, TimeUnit.SECONDS).until(() -> two.get("early") != null);
    await().atMost(30, TimeUnit.SECONDS).until(() -> one.get("early").version() == 1);
    copy();
    one.getOrCreate(Job.of("late"));
    await().atMost(30, TimeUnit.SECONDS).until(() -> two.get("late") != null);
    othersChangeAsMuchAsWasLost(); // so that numbers alone do not tell
    relay.leadTo(standby.port);
    await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> one.stats().restored() + two.stats().restored() == 1);
    AutoRefreshCache<Job> three = started();
    assertThat(three.get("late")).isNotNull();
    assertThat(three.get("early")).isNotNull();
    await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> one.stats().storeFailure() == null && two.stats().storeFailure() == null);
    int before = one.get("late").version();
    assertThat(three.refresh("late")).succeedsWithin(60, TimeUnit.SECONDS);
    await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> one.get("late").version() > before && two.get("late").version() > before);
  }
}
