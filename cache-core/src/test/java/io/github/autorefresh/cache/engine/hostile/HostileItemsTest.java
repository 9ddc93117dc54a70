package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Items whose methods throw: when they are registered, when a sync answers them, or later. */
@SuppressWarnings({"EnumOrdinal", "ReferenceEquality"}) // items here throw from equals
class HostileItemsTest {

  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final SteppedTime hand = new SteppedTime();
  private final List<RemovalCause> removals = new ArrayList<>();
  private CacheSyncItem<MoodyItem> sync = MoodyItem::next;
  private final AutoRefreshCache<MoodyItem> cache =
      hand.cache("jobs")
          .resyncPeriod(PERIOD)
          .terminalRetention(PERIOD)
          .maxSize(3)
          .build(item -> sync.sync(item));

  static Stream<Arguments> methodsAndThrowables() {
    return Stream.of(MoodyItem.Method.values())
        .flatMap(
            method ->
                Stream.of(Thrown.values()).map(thrown -> Arguments.arguments(method, thrown)));
  }

  @AfterEach
  void repair() {
    MoodyItem.repairAll();
  }

  private void recordRemovals() {
    cache.addListener(
        new CacheListener<MoodyItem>() {
          @Override
          public void onRemoved(MoodyItem item, RemovalCause cause) {
            removals.add(cause);
          }
        });
  }

  private static CacheSyncItem<MoodyItem> answering(
      MoodyItem broken, CacheSyncItem<MoodyItem> otherwise) {
    return item -> item == broken ? broken : otherwise.sync(item);
  }

  @ParameterizedTest
  @MethodSource("methodsAndThrowables")
  void answerThatThrowsIsAFailedSyncIfTheEngineHasToAskIt(MoodyItem.Method method, Thrown thrown) {
    cache.start();
    MoodyItem first = cache.getOrCreate(new MoodyItem("a"));
    cache.getOrCreate(new MoodyItem("b"));
    Throwable error = thrown.make();
    sync = item -> item == first ? item.next().breakDown(method, error) : item.next();
    hand.turn();
    assertThat(cache.get("b").version()).as("the other item").isEqualTo(1);
    boolean asked = method.ordinal() <= MoodyItem.Method.RESYNC_PERIOD.ordinal();
    assertThat(cache.entry("a").lastError() == (asked ? error : null)).as("recorded").isTrue();
    assertThat(cache.get("a").version()).isEqualTo(asked ? 0 : 1);
    MoodyItem.repairAll();
    sync = MoodyItem::next;
    hand.advance(PERIOD);
    assertThat(cache.entry("a").consecutiveFailures()).isZero();
    assertThat(cache.get("a").version()).as("synced again").isPositive();
  }

  @ParameterizedTest
  @MethodSource("methodsAndThrowables")
  void itemThatBreaksDownLaterHarmsNoOther(MoodyItem.Method method, Thrown thrown) {
    cache.start();
    MoodyItem item = cache.getOrCreate(new MoodyItem("a"));
    cache.getOrCreate(new MoodyItem("b"));
    item.breakDown(method, thrown.make());
    CompletableFuture<MoodyItem> refreshed = cache.refresh("a");
    CompletableFuture<MoodyItem> reached = cache.await("b", other -> other.version() > 1);
    hand.turn();
    assertThat(refreshed).as("its own refresh").isDone();
    hand.advance(PERIOD.multipliedBy(2));
    assertThat(reached).as("the other item's").isCompleted();
    assertThat(cache.entries()).hasSize(2);
    assertThat(cache.entry("b").consecutiveFailures()).isZero();
    MoodyItem.repairAll();
    hand.advance(PERIOD);
    assertThat(cache.entry("a").consecutiveFailures()).isZero();
    assertThat(cache.get("a").version()).as("it is still scheduled").isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void brokenItemCanBeReadAndDeleted(Thrown thrown) {
    recordRemovals();
    cache.start();
    MoodyItem item = cache.getOrCreate(new MoodyItem("a")).breakDown(thrown.make());
    assertThat(cache.get("a") == item).isTrue();
    assertThat(cache.entry("a").item() == item).isTrue();
    assertThat(cache.getOrCreate("a", MoodyItem::new) == item).isTrue();
    assertThat(cache.entries()).hasSize(1);
    CompletableFuture<MoodyItem> reached = cache.await("a", any -> false);
    assertThat(cache.delete("a")).isTrue();
    assertThat(reached).isCompletedExceptionally();
    assertThat(removals).containsExactly(RemovalCause.DELETED);
    assertThat(cache.size()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void brokenItemsThatAreGoneExpiredOrEvictedLeaveAllTheSame(Thrown thrown) {
    recordRemovals();
    cache.start();
    sync = item -> null;
    cache.getOrCreate(new MoodyItem("gone")).breakDown(thrown.make());
    hand.turn();
    cache.getOrCreate(new MoodyItem("evicted").terminal()).breakDown(thrown.make());
    hand.turn();
    cache.getOrCreate(new MoodyItem("expired").terminal()).breakDown(thrown.make());
    hand.turn();
    cache.getOrCreate(new MoodyItem("expired too").terminal()).breakDown(thrown.make());
    hand.turn();
    cache.getOrCreate(new MoodyItem("last").terminal());
    hand.advance(PERIOD.multipliedBy(2));
    assertThat(removals)
        .containsExactly(
            RemovalCause.GONE,
            RemovalCause.EVICTED,
            RemovalCause.EXPIRED,
            RemovalCause.EXPIRED,
            RemovalCause.EXPIRED);
    assertThat(cache.size()).isZero();
  }

  @ParameterizedTest
  @MethodSource("methodsAndThrowables")
  void registeringAnItemThatThrowsIsTheCallersFailure(MoodyItem.Method method, Thrown thrown) {
    Throwable error = thrown.make();
    MoodyItem broken = new MoodyItem("a").breakDown(method, error);
    boolean asked = method.ordinal() <= MoodyItem.Method.RESYNC_PERIOD.ordinal();
    for (int i = 0; i < 4; i++) { // more often than there is capacity
      assertThat(failureOf(() -> cache.getOrCreate(broken)) == (asked ? error : null)).isTrue();
      assertThat(failureOf(() -> cache.getOrCreate("a", id -> broken)) == (asked ? error : null))
          .isTrue();
    }
    assertThat(cache.size()).isEqualTo(asked ? 0 : 1);
    MoodyItem.repairAll();
    for (String id : List.of("a", "b", "c")) {
      assertThat(cache.getOrCreate(new MoodyItem(id))).as("capacity was given back").isNotNull();
    }
  }

  private static Throwable failureOf(Runnable action) {
    try {
      action.run();
      return null;
    } catch (Throwable thrown) {
      return thrown;
    }
  }

  @ParameterizedTest
  @EnumSource
  void sameItemThatIsAnsweredAgainIsNotAskedAtAll(Thrown thrown) {
    cache.start();
    MoodyItem broken = cache.getOrCreate(new MoodyItem("a")).breakDown(thrown.make());
    sync = answering(broken, MoodyItem::next);
    hand.advance(PERIOD.multipliedBy(3));
    assertThat(cache.entry("a").consecutiveFailures()).isZero();
    assertThat(cache.stats().unchanged()).isGreaterThanOrEqualTo(3);
  }
}
