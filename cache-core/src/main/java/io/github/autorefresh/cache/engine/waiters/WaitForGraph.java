package io.github.autorefresh.cache.engine.waiters;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which thread waits for the end of which creation. A thread waits for one creation at most, and a
 * creation is one thread's, so from any creation leads a single path: to a thread that waits for
 * none, or back to the creation. Such a circle would wait for ever, so the wait that would close it
 * is refused. It is the wait-for graph of deadlock detection in databases.
 *
 * <p>There is one graph for the whole JVM, since a circle may lead through several caches, which
 * know nothing of each other. It holds a thread only while that waits. Thread-safe.
 */
final class WaitForGraph {

  static final WaitForGraph OF_THIS_JVM = new WaitForGraph();

  private final ConcurrentHashMap<Thread, Creation> waits = new ConcurrentHashMap<>();

  /** Held to add a wait, so that of the threads that would close a circle the last one sees it. */
  private final ReentrantLock adding = new ReentrantLock();

  /** A creation under way. */
  interface Creation {

    String cache();

    String id();

    /** The thread that runs it. */
    Thread creator();

    /** True once nobody waits for it any more. */
    boolean hasEnded();
  }

  WaitForGraph() {}

  /**
   * This thread is about to wait for a creation; {@link #end} must follow once it no longer does.
   *
   * @throws IllegalStateException if that creation waits for this thread, directly or through
   *     others; then the wait is not added
   */
  void begin(Creation creation) {
    Thread self = Thread.currentThread();
    adding.lock();
    try {
      refuseCircle(self, creation);
      waits.put(self, creation);
    } finally {
      adding.unlock();
    }
  }

  /** This thread no longer waits. */
  void end() {
    waits.remove(Thread.currentThread());
  }

  int size() {
    return waits.size();
  }

  private void refuseCircle(Thread self, Creation creation) {
    List<Creation> path = new ArrayList<>();
    @Nullable Creation next = creation;
    // A thread whose creation has ended may not have woken up yet: it waits for nobody.
    while (next != null && !next.hasEnded()) {
      path.add(next);
      if (next.creator() == self) {
        throw new IllegalStateException(message(path));
      }
      next = waits.get(next.creator());
    }
  }

  private static String message(List<Creation> circle) {
    if (circle.size() == 1) {
      Creation own = circle.get(0);
      return "The creator of item \""
          + own.id()
          + "\" asks cache \""
          + own.cache()
          + "\" for that very item";
    }
    return "The creators of these items wait for one another: "
        + circle.stream()
            .map(creation -> "\"" + creation.id() + "\" of cache \"" + creation.cache() + "\"")
            .collect(Collectors.joining(", "));
  }
}
