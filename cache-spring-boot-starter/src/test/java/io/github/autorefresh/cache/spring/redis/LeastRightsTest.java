package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A replica whose user has just the rights that docs/scaling.md lists. */
@NeedsRedis
class LeastRightsTest {

  private final RedisServer redis = RedisServer.start();
  private final Replicas replicas = new Replicas(this::asShop);

  LeastRightsTest() {
    replicas.settings = RedisStoreSettings.of("shop");
  }

  @AfterEach
  void close() {
    replicas.close();
    redis.close();
  }

  private LettuceConnectionFactory asShop() {
    RedisStandaloneConfiguration server = new RedisStandaloneConfiguration("localhost", redis.port);
    server.setUsername("shop");
    server.setPassword("secret");
    LettuceConnectionFactory connections = new LettuceConnectionFactory(server);
    connections.afterPropertiesSet();
    connections.start();
    return connections;
  }

  private static List<String> documented() {
    String page;
    try {
      page = Files.readString(Path.of("..", "docs", "scaling.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Matcher rule = Pattern.compile("(?m)^ACL SETUSER (.*)$").matcher(page);
    assertThat(rule.find()).as("docs/scaling.md has the rule").isTrue();
    return new ArrayList<>(List.of(rule.group(1).trim().split(" +")));
  }

  private AutoRefreshCache<Job> started() {
    ItemHandler<Job> handler = job -> {};
    AutoRefreshCache<Job> cache =
        replicas.add(
            Job::next,
            ItemCodec.json(Job.class),
            builder ->
                builder
                    .resyncPeriod(Duration.ofMillis(200))
                    .handler(handler)
                    .handlesCreated(true)
                    .terminalRetention(Duration.ofSeconds(1)));
    cache.start();
    return cache;
  }

  @Test
  void everythingWorksWithTheDocumentedRights() {
    List<String> rule = documented();
    rule.add(0, "SETUSER");
    redis.run("ACL", rule.toArray(String[]::new));
    AutoRefreshCache<Job> one = started();
    AutoRefreshCache<Job> two = started();
    one.getOrCreate(Job.of("a"));
    one.getOrCreate(new Job("end", 1, true, null));
    await().atMost(Duration.ofSeconds(30)).until(() -> two.get("a") != null);
    await().atMost(Duration.ofSeconds(30)).until(() -> two.get("a").version() > 3);
    one.retune(settings -> settings.withResyncPeriod(Duration.ofMillis(150)));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> two.settings().resyncPeriod().toMillis() == 150);
    assertThat(two.refresh("a")).succeedsWithin(Duration.ofSeconds(30));
    await().atMost(Duration.ofSeconds(30)).until(() -> one.get("end") == null);
    redis.run("FLUSHALL");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> one.stats().restored() + two.stats().restored() > 0);
    await().atMost(Duration.ofSeconds(30)).until(() -> two.delete("a"));
    await().atMost(Duration.ofSeconds(30)).until(() -> one.get("a") == null);
    assertThat(one.stats().storeFailure()).isNull();
    assertThat(two.stats().storeFailure()).isNull();
  }

  @Test
  void missingRightIsNamed() {
    List<String> rule = documented();
    rule.add(0, "SETUSER");
    rule.add("-time");
    redis.run("ACL", rule.toArray(String[]::new));
    AutoRefreshCache<Job> cache = started();
    assertThat(cache.stats().storeFailure()).hasMessageContaining("+time");
  }
}
