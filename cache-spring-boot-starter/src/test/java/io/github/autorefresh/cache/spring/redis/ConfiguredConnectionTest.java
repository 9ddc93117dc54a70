package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.redis.testcontainers.RedisContainer;
import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.Job;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The connection is the one that Boot configures, with either driver: under a password or TLS, to
 * whom Sentinels name, to a cluster, to a container. Over each two applications share their items.
 */
@ParameterizedClass
@ExtendWith(OutputCaptureExtension.class)
@EnumSource
@EnabledIf(
    value = "isOnPath",
    disabledReason = "there is no redis-server on the path to be set up in all these ways")
class ConfiguredConnectionTest {

  private static final String HOST = "127.0.0.1";
  private static final Duration SOON = Duration.ofMinutes(1);

  @Parameter private Driver driver;
  @TempDir private Path directory;
  private final List<RedisServer> servers = new ArrayList<>();
  private @Nullable RedisCluster cluster;
  private final List<ConfigurableApplicationContext> applications = new ArrayList<>();

  /** Those that Boot knows. */
  enum Driver {
    LETTUCE(LettuceConnectionFactory.class),
    JEDIS(JedisConnectionFactory.class);

    private final Class<? extends RedisConnectionFactory> connections;

    Driver(Class<? extends RedisConnectionFactory> connections) {
      this.connections = connections;
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {
    @Bean
    CacheSyncItem<Job> jobs() {
      return Job::next;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Container {
    @Bean
    @ServiceConnection
    RedisContainer redis() {
      return new RedisContainer(DockerRedis.IMAGE);
    }
  }

  static boolean isOnPath() {
    return ProcessRedis.isOnPath();
  }

  static boolean isInDocker() {
    return DockerRedis.isUsable();
  }

  @AfterEach
  void close(CapturedOutput output) {
    applications.forEach(ConfigurableApplicationContext::close);
    assertThat(output)
        .as("the connections are left in order")
        .doesNotContain("nsubscribe", "unreleased");
    servers.forEach(RedisServer::close);
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void underAPassword() {
    RedisServer server = up(new ProcessRedis("--requirepass", "secret"));

    share(
        "spring.data.redis.host=" + HOST,
        "spring.data.redis.port=" + server.port,
        "spring.data.redis.password=secret");
  }

  @Test
  void underTlsWithACertificateOfItsOwn() throws Exception {
    Certificate own = Certificate.selfSigned(directory);
    RedisServer server = up(ProcessRedis.underTls(own));

    share(
        "spring.ssl.bundle.pem.own.keystore.certificate=file:" + own.chain(),
        "spring.ssl.bundle.pem.own.keystore.private-key=file:" + own.key(),
        "spring.ssl.bundle.pem.own.truststore.certificate=file:" + own.chain(),
        "spring.data.redis.ssl.bundle=own",
        "spring.data.redis.host=localhost",
        "spring.data.redis.port=" + server.port);
  }

  /** Which refuses what touches keys of several slots, and answers TRYAGAIN while one moves. */
  @Test
  @Tag("long")
  void toAClusterThatMovesTheSlotOfTheCache() {
    cluster = new RedisCluster(directory);
    List<AutoRefreshCache<Job>> both =
        share("spring.data.redis.cluster.nodes=" + cluster.addresses());
    for (int i = 0; i < 100; i++) {
      both.get(i % 2).getOrCreate(Job.of("job-" + i));
    }
    soon().until(() -> both.stream().allMatch(cache -> cache.size() == 100));

    RedisCluster.Move move = cluster.beginToMove("shop:jobs");
    CompletableFuture<Job> asked = both.get(0).refresh("job-1");
    await().during(Duration.ofSeconds(3)).until(() -> both.get(1).get("job-1") != null);
    move.end();

    assertThat(asked).succeedsWithin(SOON);
    for (AutoRefreshCache<Job> cache : both) {
      soon().until(() -> cache.stats().storeFailure() == null);
      assertThat(cache.size()).isEqualTo(100);
      assertThat(cache.stats().restored()).isZero();
    }
    soon().ignoreExceptions().until(() -> both.get(1).getOrCreate(Job.of("later")) != null);
    soon().until(() -> both.get(0).get("later") != null);
    int version = both.get(0).get("job-99").version();
    assertThat(both.get(1).refresh("job-99")).succeedsWithin(SOON);
    soon().until(() -> both.get(0).get("job-99").version() > version);
  }

  @Test
  @Tag("long")
  void toWhomSentinelsName() throws Exception {
    RedisServer primary = up(new ProcessRedis(copiedTo("primary")));
    RedisServer standby =
        up(new ProcessRedis(copiedTo("standby", "--replicaof", HOST + " " + primary.port)));
    RedisServer sentinel = up(ProcessRedis.sentinel(watching(primary)));
    soon().until(() -> standby.info("replication", "master_link_status").equals("up"));
    soon().until(() -> sentinel.info("sentinel", "master0").contains("slaves=1"));
    List<AutoRefreshCache<Job>> both =
        share(
            "spring.data.redis.sentinel.master=shop",
            "spring.data.redis.sentinel.nodes=" + HOST + ":" + sentinel.port);
    both.get(0).getOrCreate(Job.of("kept"));
    soon().until(() -> both.get(1).get("kept") != null);

    primary.kill();

    soon().until(() -> standby.info("replication", "role").equals("master"));
    int version = both.get(1).get("kept").version();
    soon().ignoreExceptions().until(() -> both.get(0).refresh("kept").get() != null);
    soon().until(() -> both.get(1).get("kept").version() > version);
  }

  /** What is copied to a standby goes through a file. */
  private String[] copiedTo(String file, String... options) {
    return Stream.concat(
            Stream.of("--dir", directory.toString(), "--dbfilename", file), Stream.of(options))
        .toArray(String[]::new);
  }

  private Path watching(RedisServer primary) throws Exception {
    return Files.writeString(
        directory.resolve("sentinel.conf"),
        """
        sentinel monitor shop %s %d 1
        sentinel down-after-milliseconds shop 1000
        sentinel failover-timeout shop 5000
        """
            .formatted(HOST, primary.port));
  }

  @Test
  @EnabledIf(value = "isInDocker", disabledReason = "there is no Docker that has Redis")
  void toAContainer() {
    ConfigurableApplicationContext application = start(Container.class);
    RedisContainer container = application.getBean(RedisContainer.class);

    AutoRefreshCache<Job> other =
        cache(
            start(
                "spring.data.redis.host=" + container.getHost(),
                "spring.data.redis.port=" + container.getFirstMappedPort()));

    share(cache(application), other);
  }

  /** Two applications with these properties do. */
  private List<AutoRefreshCache<Job>> share(String... properties) {
    AutoRefreshCache<Job> one = cache(start(properties));
    AutoRefreshCache<Job> two = cache(start(properties));
    share(one, two);
    return List.of(one, two);
  }

  private static void share(AutoRefreshCache<Job> one, AutoRefreshCache<Job> two) {
    one.getOrCreate(Job.of("j1"));
    assertThat(two.getOrCreate(Job.of("j1"))).isNotNull();
    soon().until(() -> two.get("j1").version() >= 1);
    int version = two.get("j1").version();
    assertThat(two.refresh("j1")).succeedsWithin(SOON);
    soon().until(() -> one.get("j1").version() > version);
    one.pause();
    soon().until(two::isPaused);
    two.resume();
    soon().until(() -> !one.isPaused());
    one.retune(settings -> settings.withTps(1234));
    soon().until(() -> two.settings().tps() == 1234);
    assertThat(two.delete("j1")).isTrue();
    soon().until(() -> one.get("j1") == null);
    assertThat(one.stats().storeFailure()).isNull();
    assertThat(two.stats().storeFailure()).isNull();
  }

  private RedisServer up(RedisServer server) {
    servers.add(server);
    server.up();
    return server;
  }

  private ConfigurableApplicationContext start(String... properties) {
    return start(Application.class, properties);
  }

  private ConfigurableApplicationContext start(Class<?> with, String... properties) {
    ConfigurableApplicationContext application =
        new SpringApplicationBuilder(Application.class, with)
            .web(WebApplicationType.NONE)
            .properties(
                "spring.application.name=shop",
                "spring.data.redis.client-type=" + driver,
                "auto-refresh-cache.store=redis",
                "auto-refresh-cache.shutdown-timeout=100ms")
            .properties(properties)
            .run();
    applications.add(0, application); // the last one is closed first
    assertThat(application.getBean(RedisConnectionFactory.class)).isInstanceOf(driver.connections);
    return application;
  }

  @SuppressWarnings("unchecked") // the application has only this one
  private static AutoRefreshCache<Job> cache(ConfigurableApplicationContext application) {
    return application.getBean(AutoRefreshCache.class);
  }

  /** A Redis that was away is tried again ever more slowly. */
  private static ConditionFactory soon() {
    return await().atMost(SOON);
  }
}
