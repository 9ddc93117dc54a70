package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands between clients and a Redis, as a firewall may, and forgets connections like one. */
final class Relay implements AutoCloseable {

  private static final int CHUNK = 8192;

  private volatile int target;
  private final ServerSocket entrance;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  Relay(int target) {
    this.target = target;
    try {
      entrance = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  int port() {
    return entrance.getLocalPort();
  }

  /** What is sent on subscribed connections vanishes from now on; they stay open on both sides. */
  void forgetSubscriptions() {
    connections.forEach(connection -> connection.forgotten |= connection.subscribes);
  }

  /** What the server answers to what is under way never arrives: the connections end instead. */
  void swallowAnswers() {
    connections.forEach(connection -> connection.swallows = true);
  }

  /** Leads to another server from now on; present connections end. */
  void leadTo(int port) throws IOException {
    target = port;
    for (Connection connection : connections) {
      connection.client.close();
      connection.server.close();
    }
    connections.clear();
  }

  private void accept() {
    try {
      while (true) {
        lead(entrance.accept());
      }
    } catch (IOException e) {
      // It has been closed.
    }
  }

  private void lead(Socket client) throws IOException {
    try {
      Connection connection =
          new Connection(client, new Socket(InetAddress.getLoopbackAddress(), target));
      connections.add(connection);
      threads.execute(() -> connection.pump(connection.client, connection.server));
      threads.execute(() -> connection.pump(connection.server, connection.client));
    } catch (IOException e) {
      client.close(); // nobody listens there now, or it has just been killed
    }
  }

  private static final class Connection {
    final Socket client;
    final Socket server;
    volatile boolean subscribes;
    volatile boolean forgotten;
    volatile boolean swallows;

    Connection(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void pump(Socket from, Socket to) {
      byte[] chunk = new byte[CHUNK];
      try (from;
          to) {
        for (int n = from.getInputStream().read(chunk);
            n >= 0;
            n = from.getInputStream().read(chunk)) {
          if (from.equals(server) && swallows) {
            return;
          }
          if (from.equals(client) && new String(chunk, 0, n, ISO_8859_1).contains("SUBSCRIBE")) {
            subscribes = true;
          }
          if (!forgotten) {
            to.getOutputStream().write(chunk, 0, n);
          }
        }
      } catch (IOException e) {
        // One side has ended.
      }
    }
  }

  @Override
  public void close() {
    try {
      entrance.close();
      for (Connection connection : connections) {
        connection.client.close();
        connection.server.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
