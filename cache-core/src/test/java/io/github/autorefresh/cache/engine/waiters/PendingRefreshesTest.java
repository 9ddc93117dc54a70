package io.github.autorefresh.cache.engine.waiters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.ItemDeletedException;
import io.github.autorefresh.cache.spi.ChangeSink.Refreshes;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemPeriod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PendingRefreshesTest {

  private static final int MANY = 100_000;

  private final PendingRefreshes<Throwing> refreshes = new PendingRefreshes<>("jobs", Claims.NONE);
  private final Throwing found = new Throwing();

  /** Every test here is one of items that must not be asked for anything. */
  static final class Throwing implements CacheItem {

    @Override
    public String id() {
      throw new UnsupportedOperationException("asked for its id");
    }

    @Override
    public boolean isTerminal() {
      throw new UnsupportedOperationException("asked whether it is terminal");
    }
  }

  private void begins(String id) {
    ClaimedItems<Throwing> items = new ClaimedItems<>();
    items.add("claim", "unrelated", found, ItemPeriod.OF_CACHE, 0);
    items.add("claim", id, found, ItemPeriod.OF_CACHE, 0);
    refreshes.begins(items, 1, 2);
  }

  @Test
  void requestIsServedByTheFirstSyncThatBeginsAfterIt() {
    begins("a");
    CompletableFuture<Throwing> before = refreshes.ask("a", () -> {});
    refreshes.found("a", found, false);
    assertThat(before).isNotDone();
    begins("a");
    CompletableFuture<Throwing> during = refreshes.ask("a", () -> {});
    CompletableFuture<Throwing> other = refreshes.ask("b", () -> {});
    refreshes.found("a", found, false);
    assertThat(before).isCompletedWithValue(found);
    assertThat(during).isNotDone();
    begins("a");
    IllegalStateException failure = new IllegalStateException("down");
    refreshes.failed("a", failure);
    assertThat(during).isCompletedExceptionally();
    assertThat(other).isNotDone();
    assertThat(refreshes.isEmpty()).isFalse();
    refreshes.failAll(failure);
    assertThat(other).isCompletedExceptionally();
    assertThat(refreshes.isEmpty()).isTrue();
  }

  @Test
  void syncThatEndsWithoutAnOutcomeLeavesItsRequestsToTheNext() {
    CompletableFuture<Throwing> request = refreshes.ask("a", () -> {});
    begins("a");
    begins("a");
    refreshes.found("a", found, false);
    assertThat(request).isCompletedWithValue(found);
  }

  @Test
  void terminalItemAnswersThoseAlsoWhoAskedDuringItsSync() {
    begins("a");
    CompletableFuture<Throwing> during = refreshes.ask("a", () -> {});
    refreshes.found("a", found, true);
    assertThat(during).isCompletedWithValue(found);
    assertThat(refreshes.isEmpty()).isTrue();
  }

  @Test
  void goneItemIsNullForThoseItsSyncServedAndDeletedForTheOthers() {
    CompletableFuture<Throwing> served = refreshes.ask("a", () -> {});
    begins("a");
    CompletableFuture<Throwing> during = refreshes.ask("a", () -> {});
    refreshes.gone("a");
    refreshes.removed("a");
    assertThat(served).isCompletedWithValue(null);
    assertThat(during)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(ItemDeletedException.class);
  }

  @Test
  void requestThatASyncElsewhereHasServedIsAnsweredByNoOther() {
    CompletableFuture<Throwing> first = refreshes.ask("a", () -> {});
    begins("a");
    Refreshes<Throwing> served = refreshes.served("a", refreshes.last("a"));
    CompletableFuture<Throwing> second = refreshes.ask("a", () -> {});
    refreshes.found("a", found, false); // of a sync here that began before the one elsewhere
    assertThat(first).isNotDone();
    served.gone();
    assertThat(first).isCompletedWithValue(null);
    assertThat(second).isNotDone();
    begins("a");
    refreshes.found("a", found, false);
    assertThat(second).isCompletedWithValue(found);
    assertThat(refreshes.isEmpty()).isTrue();
  }

  @Test
  void syncElsewhereServesNoneButThoseThatItBeganAfter() {
    CompletableFuture<Throwing> first = refreshes.ask("a", () -> {});
    long upTo = refreshes.last("a");
    CompletableFuture<Throwing> second = refreshes.ask("a", () -> {});
    refreshes.served("a", upTo).failed(new IllegalStateException("down"));
    assertThat(first).isCompletedExceptionally();
    assertThat(second).isNotDone();
    assertThat(refreshes.last("a")).isGreaterThan(upTo);
    assertThat(refreshes.last("b")).isZero();
  }

  @Test
  void requestThatASyncElsewhereHasServedEndsWithItsItemAndWithTheCache() {
    CompletableFuture<Throwing> deleted = refreshes.ask("a", () -> {});
    CompletableFuture<Throwing> closed = refreshes.ask("b", () -> {});
    Refreshes<Throwing> late = refreshes.served("a", refreshes.last("a"));
    refreshes.served("b", refreshes.last("b"));
    refreshes.removed("a");
    refreshes.failAll(new IllegalStateException("closed"));
    assertThat(deleted).isCompletedExceptionally();
    assertThat(closed).isCompletedExceptionally();
    late.found(found);
    assertThat(deleted).isCompletedExceptionally();
    assertThat(refreshes.isEmpty()).isTrue();
  }

  @Test
  void requestThatItsCallerEndsIsForgottenAtOnce() {
    refreshes.ask("a", () -> {}).cancel(false);
    assertThat(refreshes.isEmpty()).isTrue();
    refreshes.ask("a", () -> {}).complete(found);
    assertThat(refreshes.isEmpty()).isTrue();
    refreshes.ask("a", () -> {}).completeExceptionally(new IllegalStateException());
    assertThat(refreshes.isEmpty()).isTrue();
    refreshes.ask("a", () -> {}).obtrudeValue(found);
    assertThat(refreshes.isEmpty()).isTrue();
    refreshes.ask("a", () -> {}).obtrudeException(new IllegalStateException());
    assertThat(refreshes.isEmpty()).isTrue();
    refreshes.ask("a", () -> {}).completeAsync(() -> found, Runnable::run);
    assertThat(refreshes.isEmpty()).isTrue();
  }

  @Test
  void requestThatTimesOutIsForgotten() {
    CompletableFuture<Throwing> failing =
        refreshes.ask("a", () -> {}).orTimeout(1, TimeUnit.NANOSECONDS);
    CompletableFuture<Throwing> defaulting =
        refreshes.ask("b", () -> {}).completeOnTimeout(found, 1, TimeUnit.NANOSECONDS);
    Awaitility.await().until(() -> failing.isDone() && defaulting.isDone());
    assertThat(refreshes.isEmpty()).isTrue();
  }

  @Test
  void cancelledRequestIsForgottenWhileWhatDependsOnItStillRuns() throws Exception {
    CompletableFuture<Throwing> request = refreshes.ask("a", () -> {});
    CountDownLatch forgotten = new CountDownLatch(1);
    CompletableFuture<Void> dependent =
        request.handle(
            (item, error) -> {
              if (refreshes.isEmpty()) {
                forgotten.countDown();
              }
              return null;
            });
    request.cancel(false);
    dependent.get();
    assertThat(forgotten.getCount()).isZero();
  }

  @Test
  void costOfARequestDoesNotGrowWithTheirNumber() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          List<CompletableFuture<Throwing>> requests = new ArrayList<>();
          for (int i = 0; i < MANY; i++) {
            requests.add(refreshes.ask("a", () -> {}));
          }
          Collections.shuffle(requests, new Random(1));
          requests.subList(0, MANY / 2).forEach(request -> request.cancel(false));
          begins("a");
          refreshes.found("a", found, false);
          assertThat(requests).allMatch(CompletableFuture::isDone);
          assertThat(refreshes.isEmpty()).isTrue();
        });
  }
}
