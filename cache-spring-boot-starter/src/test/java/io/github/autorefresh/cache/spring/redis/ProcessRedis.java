package io.github.autorefresh.cache.spring.redis;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A {@code redis-server} process of the test's own. */
final class ProcessRedis extends RedisServer {

  private final List<String> upToPort;
  private final List<String> options;
  private Process process;

  ProcessRedis(String... options) {
    this(List.of("redis-server", "--port"), options);
  }

  private ProcessRedis(List<String> upToPort, String... options) {
    this.upToPort = upToPort;
    this.options = List.of(options);
  }

  /** One that speaks TLS only, to those that its own certificate vouches for. */
  static ProcessRedis underTls(Certificate certificate) {
    return new ProcessRedis(
        List.of("redis-server", "--port", "0", "--tls-port"),
        "--tls-cert-file",
        certificate.chain().toString(),
        "--tls-key-file",
        certificate.key().toString(),
        "--tls-ca-cert-file",
        certificate.chain().toString());
  }

  /**
   * A Sentinel instead.
   *
   * @param configuration which it writes to
   */
  static ProcessRedis sentinel(Path configuration) {
    return new ProcessRedis(
        List.of("redis-server", configuration.toString(), "--sentinel", "--port"));
  }

  static boolean isOnPath() {
    return Arrays.stream(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":", -1))
        .anyMatch(folder -> new File(folder, "redis-server").canExecute());
  }

  @Override
  void up() {
    List<String> command = new ArrayList<>(upToPort);
    command.addAll(List.of("" + port, "--bind", "127.0.0.1", "--save", ""));
    command.addAll(options);
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    await().atMost(30, TimeUnit.SECONDS).until(this::answers);
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  void kill() {
    signal("KILL");
    process.onExit().join();
  }

  @Override
  void freeze() {
    signal("STOP");
  }

  @Override
  void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
