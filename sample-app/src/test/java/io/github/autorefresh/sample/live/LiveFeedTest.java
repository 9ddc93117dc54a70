package io.github.autorefresh.sample.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What the feed sends, time by time. */
class LiveFeedTest {

  private final AutoRefreshCache<Thing> cache =
      AutoRefreshCacheBuilder.named("things").build(thing -> thing);
  private final AtomicLong nanos = new AtomicLong();
  private final LiveFeed<Thing> feed =
      new LiveFeed<>(cache, Thing::state, JsonMapper.shared(), Instant::now, nanos::get);
  private final Clients clients = new Clients();
  private final Browser browser = Browser.thatReads();

  @BeforeEach
  void connect() {
    feed.listen();
    clients.add(browser);
    await().until(() -> clients.size() == 1);
  }

  @AfterEach
  void close() {
    feed.stop();
    clients.close();
    cache.close();
  }

  @Test
  void theFirstTimeWhatThereIsIsSent() {
    cache.getOrCreate(new Thing("a", "NEW"));

    feed.send(clients);

    await().until(() -> browser.received.size() == 1);
    assertThat(browser.received.get(0))
        .startsWith("event:snapshot\n")
        .contains("\"cache\":\"things\"", "\"item\":{\"id\":\"a\",\"state\":\"NEW\"");
  }

  @Test
  void aChangeIsSentAsItIsWhenItIsSent() {
    feed.send(clients);
    cache.getOrCreate(new Thing("a", "NEW"));
    cache.getOrCreate(new Thing("b", "NEW"));
    cache.delete("b");

    feed.send(clients);

    await().until(() -> browser.count("changed") == 1);
    assertThat(browser.received.get(1))
        .contains("\"item\":{\"id\":\"a\"", "\"removed\":[\"b\"]")
        .doesNotContain("\"item\":{\"id\":\"b\"");
  }

  @Test
  void nothingIsSentWhenNothingChanged() {
    feed.send(clients);
    feed.send(clients);
    cache.getOrCreate(new Thing("a", "NEW"));
    feed.send(clients);

    await().until(() -> browser.count("changed") == 1);
    assertThat(browser.received).hasSize(2);
  }

  @Test
  void moreChangesThanAnybodyReadsAreOneSnapshot() {
    feed.send(clients);
    await().until(() -> browser.count("snapshot") == 1);
    IntStream.range(0, Changes.MOST + 1)
        .forEach(i -> cache.getOrCreate(new Thing("id-" + i, "NEW")));

    await()
        .until(
            () -> {
              feed.send(clients);
              return browser.count("snapshot") == 2;
            });

    assertThat(browser.count("changed")).isZero();
    assertThat(browser.received.get(1)).contains("\"size\":" + (Changes.MOST + 1));
  }

  @Test
  void aSnapshotHasTheLiveItemsFirstAndNoMoreThanAnybodyReads() {
    cache.getOrCreate(new Thing("live", "NEW"));
    IntStream.range(0, Composer.ROWS + 1)
        .forEach(i -> cache.getOrCreate(new Thing("done-" + i, "DONE")));

    feed.send(clients);

    await().until(() -> browser.count("snapshot") == 1);
    assertThat(browser.received.get(0).split("\"item\":", -1)).hasSize(Composer.ROWS + 1);
    assertThat(browser.received.get(0)).contains("\"rows\":[{\"item\":{\"id\":\"live\"");
  }

  @Test
  void aSampleComesOnceASecond() {
    feed.send(clients);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    feed.send(clients);
    feed.send(clients);
    cache.getOrCreate(new Thing("a", "NEW"));
    feed.send(clients);

    await().until(() -> browser.count("changed") == 1);
    assertThat(browser.count("sample")).isEqualTo(1);
  }

  @Test
  void aFeedThatDoesNotRunTakesNobody() {
    assertThatThrownBy(feed::connect).isInstanceOf(RejectedExecutionException.class);
  }
}
