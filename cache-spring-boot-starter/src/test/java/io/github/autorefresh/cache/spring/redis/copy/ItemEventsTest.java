package io.github.autorefresh.cache.spring.redis.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ItemEventsTest {

  private final Queue<Runnable> tellers = new ArrayDeque<>();
  private final ItemEvents events = new ItemEvents("jobs", tellers::add);
  private final List<String> told = new ArrayList<>();

  private void happens(String id, Runnable event) {
    events.note(id, event);
    events.tell(id);
  }

  private void runTellers() {
    while (!tellers.isEmpty()) {
      tellers.remove().run();
    }
  }

  @Test
  void whatHappensWhileAnEventIsToldIsToldAfterIt() throws InterruptedException {
    Thread other = new Thread(() -> happens("a", () -> told.add("updated")));
    happens(
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
    happens(
        "a",
        () -> {
          happens("b", () -> told.add("b"));
          told.add("a");
        });
    assertThat(told).containsExactly("b", "a");
  }

  @Test
  void eventThatThrowsKeepsNoOtherBack() {
    happens(
        "a",
        () -> {
          happens("a", () -> told.add("second"));
          throw new StackOverflowError();
        });
    assertThat(told).containsExactly("second");
    assertThat(events.isTelling("a")).isFalse();
  }

  @Test
  void nothingIsNothing() {
    events.note("a", null);
    events.tell("a");
    events.tellSoon("a");
    assertThat(events.isTelling("a")).isFalse();
    assertThat(tellers).isEmpty();
  }

  @Test
  void whatIsToBeToldSoonHoldsUpNobody() {
    events.note("a", () -> told.add("created"));
    events.tellSoon("a");
    assertThat(told).isEmpty();
    assertThat(events.isTelling("a")).isTrue();
    runTellers();
    assertThat(told).containsExactly("created");
    assertThat(events.isTelling("a")).isFalse();
  }

  @Test
  void whatHappensWhileTheEngineTellsIsToldAfterIt() {
    events.hold("a");
    assertThat(events.isTelling("a")).isTrue();
    happens("a", () -> told.add("removed"));
    events.tellSoon("a");
    runTellers();
    assertThat(told).isEmpty();
    events.letGo("a");
    assertThat(told).as("not on the engine's thread").isEmpty();
    runTellers();
    assertThat(told).containsExactly("removed");
    assertThat(events.isTelling("a")).isFalse();
  }

  @Test
  void twoThatTheEngineTellsOfAreBothWaitedFor() {
    events.hold("a");
    events.hold("a");
    happens("a", () -> told.add("created"));
    events.letGo("a");
    runTellers();
    assertThat(told).isEmpty();
    events.letGo("a");
    runTellers();
    assertThat(told).containsExactly("created");
  }

  @Test
  void nothingIsKeptOfWhatTheEngineHasToldAlone() {
    events.hold("a");
    events.letGo("a");
    assertThat(events.isTelling("a")).isFalse();
    assertThat(tellers).isEmpty();
  }

  @Test
  void restWaitsIfTheEngineBeginsToTellAmidEvents() {
    happens(
        "a",
        () -> {
          events.hold("a");
          happens("a", () -> told.add("second"));
          told.add("first");
        });
    assertThat(told).containsExactly("first");
    events.letGo("a");
    runTellers();
    assertThat(told).containsExactly("first", "second");
  }
}
