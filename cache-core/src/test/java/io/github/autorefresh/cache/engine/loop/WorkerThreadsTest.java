package io.github.autorefresh.cache.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerThreadsTest {

  private static final String NAME = "worker-threads-test";

  private final WorkerThreads threads = new WorkerThreads(NAME);
  private final List<Thread> used = new CopyOnWriteArrayList<>();

  /** A thread that still ends would be counted by the next test. */
  @AfterEach
  void letGoAndAwaitTheEndOfItsThreads() {
    threads.stopped();
    await().dontCatchUncaughtExceptions().until(() -> Threads.named(NAME).isEmpty());
  }

  private void note() {
    used.add(Thread.currentThread());
  }

  private void awaitIdle(int tasks) {
    await()
        .until(
            () ->
                used.size() == tasks
                    && used.stream().noneMatch(t -> t.getState() == Thread.State.RUNNABLE));
  }

  @Test
  void thereIsNoThreadWithoutATask() {
    threads.started();
    assertThat(Threads.named(NAME)).isEmpty();
  }

  @Test
  void threadsAreDaemonsThatTellTheirCache() {
    threads.execute(this::note);
    await().until(() -> used.size() == 1);
    assertThat(used.get(0).getName()).isEqualTo(NAME + "-sync-1");
    assertThat(used.get(0).isDaemon()).isTrue();
  }

  @Test
  void idleThreadIsUsedAgainWhileTheCacheRuns() {
    threads.started();
    threads.execute(this::note);
    awaitIdle(1);
    threads.execute(this::note);
    awaitIdle(2);
    assertThat(used.get(1)).isSameAs(used.get(0));
    assertThat(used.get(0).isAlive()).isTrue();
  }

  @Test
  void noIdleThreadIsLeftOnceTheCacheHasStopped() {
    threads.started();
    threads.execute(this::note);
    awaitIdle(1);
    threads.stopped();
    await().until(() -> Threads.named(NAME).isEmpty());
  }

  @Test
  void threadThatIsBusyWhenTheCacheStopsEndsAfterItsTask() {
    CountDownLatch released = new CountDownLatch(1);
    threads.started();
    threads.execute(
        () -> {
          note();
          Threads.await(released);
        });
    await().until(() -> used.size() == 1);
    threads.stopped();
    assertThat(used.get(0).isAlive()).isTrue();
    released.countDown();
    await().until(() -> Threads.named(NAME).isEmpty());
  }

  @Test
  void taskOfACacheThatWasNeverStartedLeavesNoThread() {
    threads.execute(this::note);
    await().until(() -> used.size() == 1 && Threads.named(NAME).isEmpty());
  }

  @Test
  void noTaskWaitsForAnother() {
    CountDownLatch together = new CountDownLatch(100);
    threads.started();
    for (int i = 0; i < 100; i++) {
      threads.execute(
          () -> {
            together.countDown();
            Threads.await(together);
            note();
          });
    }
    await().until(() -> used.size() == 100);
  }

  @Test
  void threadHasTheContextClassLoaderOfItsMakerAndNoneOfItsThreadLocals() throws Exception {
    InheritableThreadLocal<String> request = new InheritableThreadLocal<>();
    List<Object> seen = new CopyOnWriteArrayList<>();
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[0])) {
      request.set("somebody's");
      Thread.currentThread().setContextClassLoader(loader);
      threads.execute(
          () -> {
            seen.add(Thread.currentThread().getContextClassLoader());
            seen.add(String.valueOf(request.get()));
          });
      await().until(() -> seen.size() == 2);
      assertThat(seen).containsExactly(loader, "null");
    } finally {
      Thread.currentThread().setContextClassLoader(before);
      request.remove();
    }
  }
}
