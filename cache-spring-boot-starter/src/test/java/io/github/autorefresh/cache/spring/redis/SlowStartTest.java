package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** An application comes up with what is there, however long its Redis and its driver wait. */
@NeedsRedis
class SlowStartTest {

  private static final Duration CREATE_TIMEOUT = Duration.ofSeconds(2);

  private final RedisServer redis = RedisServer.start();
  private final Replicas replicas = new Replicas(this::withTheDriversOwnTimeouts);

  private LettuceConnectionFactory withTheDriversOwnTimeouts() {
    LettuceConnectionFactory connections =
        new LettuceConnectionFactory(new RedisStandaloneConfiguration("localhost", redis.port));
    connections.afterPropertiesSet();
    connections.start();
    return connections;
  }

  @AfterEach
  void close() {
    redis.thaw();
    replicas.close();
    redis.close();
  }

  @Test
  void startEndsWithTheFirstStepThatTakesTooLongAndItemsComeLater() {
    AutoRefreshCache<Job> one = replicas.add(Job::next);
    one.start();
    one.getOrCreate(Job.of("a"));
    replicas.settings = replicas.settings.withCreateTimeout(CREATE_TIMEOUT);
    AutoRefreshCache<Job> two = replicas.add(Job::next);
    redis.freeze();
    long begun = System.nanoTime();
    two.start();
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(CREATE_TIMEOUT, CREATE_TIMEOUT.plusSeconds(3));
    assertThat(two.isRunning()).isTrue();
    assertThat(two.stats().storeFailure()).hasMessageContaining("PT2S");
    redis.thaw();
    await().atMost(Duration.ofMinutes(1)).until(() -> two.get("a") != null);
  }
}
