package io.github.autorefresh.cache.spring.redis.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RoundTripsTest {

  private static final int SEATS = 10;

  private final List<List<Integer>> made = new CopyOnWriteArrayList<>();
  private final CountDownLatch green = new CountDownLatch(1);
  private final RoundTrips<Integer> trips = new RoundTrips<>(1, SEATS, size -> size, this::make);

  private void make(List<Integer> together) {
    made.add(together);
    if (together.contains(0)) {
      await().until(() -> green.getCount() == 0);
    }
    if (together.contains(-1)) {
      throw new IllegalStateException("no way");
    }
  }

  /** Joins on a thread of its own, and returns when it waits. */
  private CompletableFuture<Void> joining(int request) {
    CompletableFuture<Void> joined = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                trips.join(request);
                joined.complete(null);
              } catch (RuntimeException e) {
                joined.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    await()
        .until(
            () ->
                joined.isDone()
                    || thread.getState() == Thread.State.WAITING
                    || thread.getState() == Thread.State.TIMED_WAITING);
    return joined;
  }

  private List<CompletableFuture<Void>> joiningBehindOneUnderWay(int... requests) {
    List<CompletableFuture<Void>> all = new ArrayList<>(List.of(joining(0)));
    await().until(() -> made.size() == 1);
    for (int request : requests) {
      all.add(joining(request));
    }
    return all;
  }

  @Test
  void whoComesAloneGoesAtOnce() {
    trips.join(1);
    trips.join(2);
    assertThat(made).containsExactly(List.of(1), List.of(2));
  }

  @Test
  void thoseWhoComeMeanwhileGoTogetherAsFarAsThereAreSeats() {
    List<CompletableFuture<Void>> all = joiningBehindOneUnderWay(4, 5, 2, 9, 20, 1);
    assertThat(made).hasSize(1);
    green.countDown();
    all.forEach(CompletableFuture::join);
    assertThat(made)
        .containsExactly(
            List.of(0), List.of(4, 5), List.of(2), List.of(9), List.of(20), List.of(1));
  }

  @Test
  void failureIsThatOfAllWhoShareItAndOfNobodyElse() {
    List<CompletableFuture<Void>> all = joiningBehindOneUnderWay(4, -1, 5);
    green.countDown();
    all.get(0).join();
    for (CompletableFuture<Void> failed : all.subList(1, 4)) {
      assertThatThrownBy(failed::join)
          .isInstanceOf(CompletionException.class)
          .hasRootCauseMessage("no way");
    }
    trips.join(7);
    assertThat(made).endsWith(List.of(7));
  }
}
