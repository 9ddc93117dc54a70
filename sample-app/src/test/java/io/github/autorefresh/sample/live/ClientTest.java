package io.github.autorefresh.sample.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Browsers that keep up, don't keep up, leave, and are too many. */
class ClientTest {

  private static final Frame SNAPSHOT = new Frame("snapshot", "{}");
  private static final Frame CHANGED = new Frame("changed", "{}");

  private final Clients clients = new Clients();

  @AfterEach
  void close() {
    clients.close();
  }

  @Test
  void aNewBrowserGetsASnapshotBeforeAnythingElse() {
    Browser browser = connected(Browser.thatReads());

    clients.send(CHANGED);
    clients.snapshot(SNAPSHOT);
    clients.send(CHANGED);

    await().until(() -> browser.received.size() == 2);
    assertThat(browser.received.get(0)).startsWith("event:snapshot\n");
    assertThat(browser.received.get(1)).startsWith("event:changed\n");
  }

  @Test
  void aBrowserThatDoesNotReadHoldsNobodyUp() {
    Browser reads = connected(Browser.thatReads());
    connected(Browser.thatDoesNotRead());
    clients.snapshot(SNAPSHOT);

    for (int rounds = 1; rounds <= 4; rounds++) {
      for (int i = 0; i < Client.OUTBOX / 2; i++) {
        clients.send(CHANGED);
      }
      int sent = rounds * (Client.OUTBOX / 2);
      await().until(() -> reads.count("changed") == sent);
    }
  }

  @Test
  void aBrowserThatFellBehindBeginsAnewOnceItHasReadWhatItHas() {
    Browser browser = connected(Browser.thatDoesNotRead());
    clients.snapshot(SNAPSHOT);
    for (int i = 0; i < Client.OUTBOX * 3; i++) {
      clients.send(CHANGED);
    }
    assertThat(clients.anyAwaitsSnapshot()).as("while it has something to read").isFalse();

    browser.reading.countDown();

    await().until(clients::anyAwaitsSnapshot);
    assertThat(browser.count("changed")).isBetween(1L, Client.OUTBOX + 1L);
    clients.snapshot(SNAPSHOT);
    clients.send(CHANGED);
    await().until(() -> browser.count("snapshot") == 2);
  }

  @Test
  void aBrowserThatLeftIsForgotten() {
    Browser browser = connected(Browser.thatReads());
    clients.snapshot(SNAPSHOT);

    browser.left = true;
    clients.send(CHANGED);

    await().until(clients::isEmpty);
  }

  @Test
  void closingSendsAllAway() {
    Browser idle = connected(Browser.thatReads());
    Browser busy = connected(Browser.thatDoesNotRead());
    clients.snapshot(SNAPSHOT);
    await().until(() -> idle.count("snapshot") == 1);

    clients.close();

    await().until(clients::isEmpty);
    assertThat(idle.completed).isTrue();
    assertThat(busy.completed).isTrue();
  }

  @Test
  void onlySoManyAreTaken() {
    for (int i = 0; i < Clients.MOST; i++) {
      clients.add(Browser.thatReads());
    }

    assertThatThrownBy(() -> clients.add(Browser.thatReads()))
        .isInstanceOf(RejectedExecutionException.class);
  }

  private Browser connected(Browser browser) {
    long before = clients.size();
    clients.add(browser);
    await().until(() -> clients.size() == before + 1);
    return browser;
  }
}
