package io.github.autorefresh.cache.spring.redis.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ItemEventsTest {

  private final ItemEvents events = new ItemEvents("jobs");
  private final List<String> told = new ArrayList<>();

  @Test
  void whatHappensWhileAnEventIsToldIsToldAfterIt() throws InterruptedException {
    Thread other = new Thread(() -> events.happened("a", () -> told.add("updated")));
    events.happened(
        "a",
        () -> {
          other.start();
          join(other); // it leaves its event to this thread
          told.add("created");
          told.add("telling " + events.isTelling("a") + ", here " + events.isToldHere("a"));
        });
    assertThat(told).containsExactly("created", "telling true, here true", "updated");
    assertThat(events.isToldHere("a")).isFalse();
    assertThat(events.isTelling("a")).isFalse();
  }

  private static void join(Thread thread) {
    try {
      thread.join(30_000);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anotherItemIsToldOfMeanwhile() {
    events.happened(
        "a",
        () -> {
          events.happened("b", () -> told.add("b"));
          told.add("a");
        });
    assertThat(told).containsExactly("b", "a");
  }

  @Test
  void eventThatThrowsKeepsNoOtherBack() {
    events.happened(
        "a",
        () -> {
          events.happened("a", () -> told.add("second"));
          throw new StackOverflowError();
        });
    assertThat(told).containsExactly("second");
    assertThat(events.isTelling("a")).isFalse();
  }

  @Test
  void nothingIsNothing() {
    events.note("a", null);
    events.tell("a");
    assertThat(events.isTelling("a")).isFalse();
  }
}
