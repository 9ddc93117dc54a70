package io.github.autorefresh.cache.spring.redis.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/**
 * A thread blocks in a task as long as that has not returned: here, what runs within it is later.
 */
class IsolatingExecutorTest {

  private static final int MOST = 3;

  private final Queue<Runnable> threads = new ArrayDeque<>();
  private final Queue<Runnable> looks = new ArrayDeque<>();
  private final List<String> ran = new ArrayList<>();
  private boolean noThreads;
  private int blocked;
  private int mostBlocked;
  private final IsolatingExecutor executor =
      new IsolatingExecutor(this::startThread, looks::add, MOST);

  private void startThread(Runnable thread) {
    if (noThreads) {
      throw new OutOfMemoryError("unable to create native thread");
    }
    threads.add(thread);
  }

  private void look() {
    looks.remove().run();
  }

  /** Looks twice: before the first look, the task may just have begun. */
  private void waitUntilSlow() {
    for (int i = 0; i < 2 && !looks.isEmpty(); i++) {
      look();
    }
  }

  @Test
  void quickTasksRunInOrderOnOneThreadAndNobodyLooksOnceAllHaveRun() {
    for (String task : List.of("a", "b", "c")) {
      executor.execute(() -> ran.add(task));
    }
    assertThat(threads).hasSize(1);
    threads.remove().run();
    assertThat(ran).containsExactly("a", "b", "c");
    look();
    assertThat(looks).isEmpty();
    assertThat(threads).isEmpty();
  }

  @Test
  void tasksBehindOneThatBlocksRunOnAnotherThread() {
    executor.execute(
        () -> {
          executor.execute(() -> ran.add("b"));
          waitUntilSlow();
          threads.remove().run();
          ran.add("a");
        });
    threads.remove().run();
    assertThat(ran).containsExactly("b", "a");
    assertThat(threads).isEmpty();
  }

  @Test
  void noMoreThreadsThanAllowedBlockAtOnce() {
    int tasks = 2 * MOST;
    for (int i = 0; i < tasks; i++) {
      executor.execute(this::block);
    }
    threads.remove().run();
    assertThat(mostBlocked).isEqualTo(MOST);
    assertThat(ran).hasSize(tasks);
    assertThat(threads).isEmpty();
  }

  private void block() {
    blocked++;
    mostBlocked = Math.max(mostBlocked, blocked);
    waitUntilSlow();
    if (!threads.isEmpty()) {
      threads.remove().run();
    }
    ran.add("a task");
    blocked--;
  }

  @Test
  void threadThatCannotBeStartedIsTriedAgain() {
    noThreads = true;
    executor.execute(() -> ran.add("a"));
    assertThat(threads).isEmpty();
    look();
    noThreads = false;
    look();
    threads.remove().run();
    assertThat(ran).containsExactly("a");
  }
}
