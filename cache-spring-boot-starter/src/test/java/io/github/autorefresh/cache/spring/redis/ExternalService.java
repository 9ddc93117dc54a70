package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the items of a test are about: it counts how often it was asked of each, takes its time to
 * answer, and logs every call. Its log is what the tests believe, rather than any replica's word.
 */
final class ExternalService implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final long workMillis;
  private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
  private final List<Call> log = new ArrayList<>();

  /** One call, in nanoseconds of this JVM; not ended yet if {@code end} is zero. */
  static final class Call {
    final String id;
    final String replica;
    final int count;
    final long start = System.nanoTime();
    volatile long end;

    Call(String id, String replica, int count) {
      this.id = id;
      this.replica = replica;
      this.count = count;
    }

    boolean isUnderWayAt(long moment) {
      return start - moment <= 0 && (end == 0 || end - moment > 0);
    }

    @Override
    public String toString() {
      return id + "#" + count + " by " + replica;
    }
  }

  ExternalService(long workMillis) {
    this.workMillis = workMillis;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String[] path = exchange.getRequestURI().getPath().split("/", -1); // /id/replica
    Call call;
    synchronized (log) {
      int count = counts.computeIfAbsent(path[1], id -> new AtomicInteger()).incrementAndGet();
      call = new Call(path[1], path[2], count);
      log.add(call);
    }
    try {
      TimeUnit.MILLISECONDS.sleep(workMillis); // the work that a real service would do
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    call.end = System.nanoTime();
    byte[] body = Integer.toString(call.count).getBytes(UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** How many calls have begun. */
  int calls() {
    synchronized (log) {
      return log.size();
    }
  }

  List<Call> log() {
    synchronized (log) {
      return List.copyOf(log);
    }
  }

  /** The calls that began from then on. */
  List<Call> since(long moment) {
    return log().stream().filter(call -> call.start - moment >= 0).toList();
  }

  /** The calls of a replica that were under way at that moment. */
  List<Call> underWay(String replica, long moment) {
    return log().stream()
        .filter(call -> call.replica.equals(replica) && call.isUnderWayAt(moment))
        .toList();
  }

  /** The calls of each item, in the order in which they began. */
  Map<String, List<Call>> byItem() {
    Map<String, List<Call>> byItem = new TreeMap<>();
    for (Call call : log()) {
      byItem.computeIfAbsent(call.id, id -> new ArrayList<>()).add(call);
    }
    return byItem;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
