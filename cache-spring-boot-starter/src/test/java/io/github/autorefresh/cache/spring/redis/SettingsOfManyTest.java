package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several replicas change the settings, or one does again and again: all agree afterwards. */
@NeedsRedis
class SettingsOfManyTest {

  private final RedisServer redis = RedisServer.start();
  private final Replicas replicas = new Replicas(redis);
  private List<AutoRefreshCache<Job>> caches = List.of();

  @BeforeEach
  void start() {
    caches = Stream.generate(() -> replicas.add(job -> job)).limit(3).toList();
    caches.forEach(AutoRefreshCache::start);
  }

  @AfterEach
  void close() {
    replicas.close();
    redis.close();
  }

  @Test
  void changesOfOneReplicaFollowOneAnother() {
    AutoRefreshCache<Job> cache = caches.get(0);
    int before = cache.settings().burst();
    int changes = 1000;
    for (int i = 1; i <= changes; i++) {
      cache.retune(settings -> settings.withBurst(settings.burst() + 1));
      assertThat(cache.settings().burst()).isEqualTo(before + i);
    }
    await().until(() -> caches.get(1).settings().burst() == before + changes);
    assertThat(cache.settings().burst()).isEqualTo(before + changes);
  }
}
