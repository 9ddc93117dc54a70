package io.github.autorefresh.cache.spring.redis;

import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A subscription may be dead without either side's knowing: a firewall has forgotten it. */
@NeedsRedis
class DeafSubscriptionTest {

  private final RedisServer redis = RedisServer.start();
  private final Relay relay = new Relay(redis.port);
  private final Replicas replicas = new Replicas(relay);

  @AfterEach
  void close() {
    replicas.close();
    relay.close();
    redis.close();
  }

  private AutoRefreshCache<Job> started() {
    AutoRefreshCache<Job> cache = replicas.add(Job::next);
    cache.start();
    return cache;
  }

  @Test
  void subscriptionThatHearsNothingIsTakenUpAnew() {
    replicas.settings = replicas.settings.withReconcileInterval(Duration.ofHours(1));
    AutoRefreshCache<Job> one = started();
    AutoRefreshCache<Job> two = started();
    one.getOrCreate(Job.of("before"));
    await().atMost(30, TimeUnit.SECONDS).until(() -> two.get("before") != null);
    relay.forgetSubscriptions();
    one.getOrCreate(Job.of("meanwhile"));
    await().atMost(60, TimeUnit.SECONDS).until(() -> two.get("meanwhile") != null);
    one.getOrCreate(Job.of("after"));
    await().atMost(30, TimeUnit.SECONDS).until(() -> two.get("after") != null);
  }
}
