package io.github.autorefresh.sample.live;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** All browsers that watch, each with a thread of its own. */
final class Clients {

  /** As many as there may be threads. */
  static final int MOST = 64;

  private static final long IDLE_SECONDS = 30;

  private final Set<Client> all = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(0, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>());

  Clients() {
    CustomizableThreadFactory daemons = new CustomizableThreadFactory("live-");
    daemons.setDaemon(true);
    threads.setThreadFactory(daemons);
  }

  /**
   * @throws RejectedExecutionException if there are too many, or all are being sent away
   */
  void add(SseEmitter browser) {
    Client client = new Client(browser);
    threads.execute(
        () -> {
          all.add(client);
          try {
            client.run();
          } finally {
            all.remove(client);
          }
        });
  }

  boolean anyAwaitsSnapshot() {
    return all.stream().anyMatch(Client::awaitsSnapshot);
  }

  void snapshot(Frame snapshot) {
    all.stream().filter(Client::awaitsSnapshot).forEach(client -> client.snapshot(snapshot));
  }

  void send(Frame frame) {
    all.forEach(client -> client.send(frame));
  }

  void fallBehind() {
    all.forEach(Client::fallBehind);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  long size() {
    return all.size();
  }

  /** Ends every connection, and takes no more. */
  void close() {
    threads.shutdownNow();
  }
}
