package io.github.autorefresh.cache.engine.waiters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Waits of several threads, added one after the other: adding one does not block. */
class WaitForGraphTest {

  private final WaitForGraph graph = new WaitForGraph();
  private final Creator first = new Creator("a", "jobs");
  private final Creator second = new Creator("b", "jobs");
  private final Creator third = new Creator("c", "others");

  /** A thread that creates an item. */
  private static final class Creator implements WaitForGraph.Creation {

    private final String id;
    private final String cache;
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final Thread thread = threadOf(executor);
    private boolean ended;

    Creator(String id, String cache) {
      this.id = id;
      this.cache = cache;
    }

    private static Thread threadOf(ExecutorService executor) {
      try {
        return executor.submit(Thread::currentThread).get();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    void does(Runnable action) throws Exception {
      Future<?> done = executor.submit(action);
      done.get();
    }

    @Override
    public String cache() {
      return cache;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public Thread creator() {
      return thread;
    }

    @Override
    public boolean hasEnded() {
      return ended;
    }
  }

  @AfterEach
  void end() {
    first.executor.shutdownNow();
    second.executor.shutdownNow();
    third.executor.shutdownNow();
  }

  private void waits(Creator waiter, Creator awaited) throws Exception {
    waiter.does(() -> graph.begin(awaited));
  }

  @Test
  void creatorThatAsksForItsOwnItemIsRefused() {
    assertThatThrownBy(() -> waits(first, first))
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"a\"")
        .hasMessageContaining("\"jobs\"");
    assertThat(graph.size()).isZero();
  }

  @Test
  void waitThatClosesACircleIsRefusedAndNamesIt() throws Exception {
    waits(first, second);
    waits(second, third);
    assertThatThrownBy(() -> waits(third, first))
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            "\"a\" of cache \"jobs\", \"b\" of cache \"jobs\", \"c\" of cache \"others\"");
    assertThat(graph.size()).isEqualTo(2);
  }

  @Test
  void manyMayWaitForOne() throws Exception {
    waits(first, third);
    waits(second, third);
    graph.begin(first);
    assertThat(graph.size()).isEqualTo(3);
    graph.end();
  }

  @Test
  void waitThatHasEndedClosesNoCircle() throws Exception {
    waits(first, second);
    first.does(graph::end);
    waits(second, first);
    assertThat(graph.size()).isEqualTo(1);
  }

  @Test
  void threadWhoseCreationHasEndedWaitsForNobody() throws Exception {
    waits(first, second);
    second.ended = true; // but the first has not woken up yet
    waits(second, first);
    assertThat(graph.size()).isEqualTo(2);
  }
}
