package io.github.autorefresh.cache.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HousekeepingThreadsTest {

  private static final String NAME = "housekeeping-test";
  private static final int MOST = 64;

  private final HousekeepingThreads threads = new HousekeepingThreads(NAME);
  private final CountDownLatch released = new CountDownLatch(1);
  private final List<Thread> used = new CopyOnWriteArrayList<>();

  @AfterEach
  void letGo() {
    released.countDown();
    await().dontCatchUncaughtExceptions().until(() -> Threads.named(NAME).isEmpty());
  }

  private void note() {
    used.add(Thread.currentThread());
  }

  private void block() {
    note();
    Threads.await(released);
  }

  @Test
  void thereIsNoThreadWithoutATask() {
    assertThat(Threads.named(NAME)).isEmpty();
  }

  @Test
  void threadsAreDaemonsThatTellTheirCache() {
    threads.execute(this::note);
    await().until(() -> used.size() == 1);
    assertThat(used.get(0).getName()).isEqualTo(NAME + "-events-1");
    assertThat(used.get(0).isDaemon()).isTrue();
  }

  @Test
  void threadIsGoneSoonAfterItsWork() {
    threads.execute(this::note);
    await().until(() -> used.size() == 1);
    await().until(() -> !used.get(0).isAlive());
  }

  @Test
  void blockedTaskDelaysNoOther() {
    threads.execute(this::block);
    await().until(() -> used.size() == 1);
    threads.execute(this::note);
    await().until(() -> used.size() == 2);
  }

  @Test
  void tasksBeyondTheMostThreadsWaitAndAreNotLost() {
    for (int i = 0; i < MOST; i++) {
      threads.execute(this::block);
    }
    await().until(() -> used.size() == MOST);
    threads.execute(this::note);
    assertThat(Threads.named(NAME)).hasSize(MOST);
    assertThat(used).hasSize(MOST);
    released.countDown();
    await().until(() -> used.size() == MOST + 1);
  }

  @Test
  void taskThatThrowsIsNobodyElses() {
    threads.execute(
        () -> {
          note();
          throw new IllegalStateException("a task that throws, as this test intends");
        });
    threads.execute(this::note);
    await().dontCatchUncaughtExceptions().until(() -> used.size() == 2);
  }

  @Test
  void taskRunsOnTheCallersThreadIfThereCanBeNoOther() throws Exception {
    Throwable thrown = Threads.whereNoThreadCanBeMade(() -> threads.execute(this::note));
    assertThat(thrown).isNull();
    assertThat(used).extracting(Thread::getName).containsExactly("barren");
    threads.execute(this::note);
    await().until(() -> used.size() == 2);
    assertThat(used.get(1).getName()).as("as soon as there can be one").startsWith(NAME);
  }
}
