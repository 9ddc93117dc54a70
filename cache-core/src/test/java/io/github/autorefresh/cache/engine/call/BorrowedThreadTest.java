package io.github.autorefresh.cache.engine.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BorrowedThreadTest {

  private final Thread thread = Thread.currentThread();
  private final ClassLoader loader = thread.getContextClassLoader();

  @AfterEach
  void putBack() {
    Thread.interrupted();
    thread.setContextClassLoader(loader);
  }

  @Test
  void itIsTheThreadThatBorrows() {
    assertThat(new BorrowedThread().thread()).isSameAs(thread);
  }

  @Test
  void interruptFromBeforeIsKeptFromTheCallsAndGivenBack() {
    thread.interrupt();
    BorrowedThread borrowed = new BorrowedThread();
    assertThat(thread.isInterrupted()).as("in a call").isFalse();
    borrowed.restore(false);
    assertThat(borrowed.isWantedBack()).as("wanted back").isFalse();
    borrowed.giveBack();
    assertThat(thread.isInterrupted()).as("afterwards").isTrue();
  }

  @Test
  void interruptOfTheEnginesGoesNoFurther() {
    BorrowedThread borrowed = new BorrowedThread();
    thread.interrupt();
    borrowed.restore(true);
    assertThat(thread.isInterrupted()).as("in the next call").isFalse();
    assertThat(borrowed.isWantedBack()).isFalse();
    borrowed.giveBack();
    assertThat(thread.isInterrupted()).as("afterwards").isFalse();
  }

  @Test
  void interruptOfOthersEndsTheTaskAndIsHandedOn() {
    BorrowedThread borrowed = new BorrowedThread();
    thread.interrupt();
    borrowed.restore(false);
    assertThat(thread.isInterrupted()).as("in the next call").isFalse();
    assertThat(borrowed.isWantedBack()).isTrue();
    borrowed.restore(true);
    assertThat(borrowed.isWantedBack()).as("still").isTrue();
    borrowed.giveBack();
    assertThat(thread.isInterrupted()).as("afterwards").isTrue();
  }

  @Test
  void threadThatNobodyInterruptedIsGivenBackAsItWas() {
    BorrowedThread borrowed = new BorrowedThread();
    borrowed.restore(false);
    borrowed.giveBack();
    assertThat(thread.isInterrupted()).isFalse();
    assertThat(thread.getContextClassLoader()).isSameAs(loader);
  }

  @Test
  void contextClassLoaderOfACallIsNotThatOfTheNext() throws Exception {
    BorrowedThread borrowed = new BorrowedThread();
    try (URLClassLoader another = new URLClassLoader(new URL[0])) {
      thread.setContextClassLoader(another);
      borrowed.restore(false);
      assertThat(thread.getContextClassLoader()).isSameAs(loader);
    }
  }

  @Test
  void threadWithoutAContextClassLoaderHasNoneAfterwards() {
    thread.setContextClassLoader(null);
    BorrowedThread borrowed = new BorrowedThread();
    thread.setContextClassLoader(loader);
    borrowed.restore(false);
    assertThat(thread.getContextClassLoader()).isNull();
  }
}
