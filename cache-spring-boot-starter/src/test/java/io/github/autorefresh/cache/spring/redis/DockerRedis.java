package io.github.autorefresh.cache.spring.redis;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.redis.testcontainers.RedisContainer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.utility.DockerImageName;

/**
 * A Redis in a container: of the official image, or of the one that a variable names. On a network
 * of its own it is reached by its own address, so that nothing is in between that would tell of a
 * cut.
 */
final class DockerRedis extends RedisServer {

  private static final Logger log = LoggerFactory.getLogger(DockerRedis.class);

  static final DockerImageName IMAGE =
      DockerImageName.parse(
              Objects.requireNonNullElse(System.getenv("TEST_REDIS_IMAGE"), "redis:8"))
          .asCompatibleSubstituteFor("redis");

  /** Where Docker cannot pull what it needs, it says so only after minutes. */
  private static final long PATIENCE_SECONDS = 60;

  private static final int REDIS_PORT = 6379;

  private RedisContainer container;
  private boolean frozen;
  private @Nullable Cable cable;

  /** One whose network can be cut; up. */
  static DockerRedis onNetworkOfItsOwn() {
    DockerRedis redis = new DockerRedis();
    redis.cable = Cable.create();
    redis.up();
    return redis;
  }

  /** Found out when it is first asked, since that takes its time. */
  private static final class Usable {
    static final boolean ANSWER = tried();

    private static boolean tried() {
      try {
        // Not by a lambda of this class, which would wait for the class to be initialized.
        return CompletableFuture.supplyAsync(DockerRedis::hasImage)
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        log.warn("Docker cannot be used for {}", IMAGE, e);
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }

  private static boolean hasImage() {
    return DockerClientFactory.instance().isDockerAvailable()
        && !new RemoteDockerImage(IMAGE).get().isEmpty();
  }

  /** True if there is a Docker that has the image, or can get it. */
  static boolean isUsable() {
    return Usable.ANSWER;
  }

  /** Why there can be none, or null. */
  static @Nullable String missing() {
    return isUsable() ? null : "there is no Docker that has " + IMAGE + ", or can get it";
  }

  @Override
  void up() {
    container = new RedisContainer(IMAGE);
    if (cable != null) {
      cable.plug(container);
    }
    container.setPortBindings(List.of("127.0.0.1:" + port + ":6379"));
    container.start();
  }

  @Override
  void kill() {
    container.stop();
  }

  @Override
  LettuceConnectionFactory connect() {
    return cable == null ? super.connect() : connect(cable.address(), REDIS_PORT);
  }

  /** Takes it from its network: nothing comes through, and nobody is told. */
  void cut() {
    cable.cut(container);
  }

  /** It is on its network again, where it was. */
  void mend() {
    cable.mend(container);
  }

  @Override
  public void close() {
    super.close();
    if (cable != null) {
      cable.close();
    }
  }

  /** Tries again: under load the kernel may take longer than Docker waits for. */
  @Override
  void freeze() {
    await()
        .ignoreExceptionsInstanceOf(InternalServerErrorException.class)
        .until(
            () -> {
              String id = container.getContainerId();
              DockerClientFactory.instance().client().pauseContainerCmd(id).exec();
              return true;
            });
    frozen = true;
  }

  @Override
  void thaw() {
    if (frozen) {
      DockerClientFactory.instance()
          .client()
          .unpauseContainerCmd(container.getContainerId())
          .exec();
      frozen = false;
    }
  }
}
