package io.github.autorefresh.cache.engine.waiters;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which thread waits for the end of which creation: the wait-for graph of deadlock detection in
 * databases. A thread waits for at most one creation, and a creation has one thread, so a single
 * path leads from any creation, to a thread that does not wait or back to the creation. The threads
 * of such a cycle would wait forever, so the wait that would close it is refused.
 *
 * <p>There is one graph for the whole JVM, since a cycle may lead through several caches, which do
 * not know each other. It refers to a thread only while the thread waits. Thread-safe.
 */
final class WaitForGraph {

  static final WaitForGraph OF_THIS_JVM = new WaitForGraph();

  private final ConcurrentHashMap<Thread, Creation> waits = new ConcurrentHashMap<>();

  /** Held to add a wait, so that the last of the threads that would close a cycle sees it. */
  private final ReentrantLock adding = new ReentrantLock();

  /** A creation under way. */
  interface Creation {

    String cache();

    String id();

    /** The thread that runs it. */
    Thread creator();

    /** True once no thread has to wait for it any more. */
    boolean hasEnded();
  }

  WaitForGraph() {}

  /**
   * This thread is about to wait for a creation; it must call {@link #end} afterwards.
   *
   * @throws IllegalStateException if that creation waits for this thread, directly or through
   *     others; the wait is not added then
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
    // If the creation that a thread waits for has ended, the thread just has not woken up yet.
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
          + "\" for the same item";
    }
    return "The creators of these items wait for one another: "
        + circle.stream()
            .map(creation -> "\"" + creation.id() + "\" of cache \"" + creation.cache() + "\"")
            .collect(Collectors.joining(", "));
  }
}
