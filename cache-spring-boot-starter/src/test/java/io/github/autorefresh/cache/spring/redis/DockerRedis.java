package io.github.autorefresh.cache.spring.redis;

import com.redis.testcontainers.RedisContainer;
import java.util.List;
import java.util.Objects;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

/** A Redis in a container. */
final class DockerRedis extends RedisServer {

  private static final String OFFICIAL = "redis:8";

  private RedisContainer container;

  @Override
  void up() {
    String image = Objects.requireNonNullElse(System.getenv(IMAGE_VARIABLE), OFFICIAL);
    container = new RedisContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("redis"));
    container.setPortBindings(List.of("127.0.0.1:" + port + ":6379"));
    container.start();
  }

  @Override
  void kill() {
    container.stop();
  }

  @Override
  void freeze() {
    DockerClientFactory.instance().client().pauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  void thaw() {
    DockerClientFactory.instance().client().unpauseContainerCmd(container.getContainerId()).exec();
  }
}
