package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.SyncResult;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Batches that throw, and batches whose results throw when they are looked at. */
class HostileBatchTest {

  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final SteppedTime hand = new SteppedTime();
  private CacheSyncBatch<MoodyItem> sync = HostileBatchTest::allNext;
  private final AutoRefreshCache<MoodyItem> cache =
      hand.cache("jobs").resyncPeriod(PERIOD).buildBatched(10, items -> sync.sync(items));

  private static Collection<SyncResult<MoodyItem>> allNext(List<MoodyItem> items) {
    List<SyncResult<MoodyItem>> results = new ArrayList<>();
    items.forEach(item -> results.add(SyncResult.updated(item.next())));
    return results;
  }

  private void syncOnce(CacheSyncBatch<MoodyItem> behaviour) {
    cache.start();
    for (String id : List.of("a", "b", "c")) {
      cache.getOrCreate(new MoodyItem(id));
    }
    sync = behaviour;
    hand.turn();
    sync = HostileBatchTest::allNext;
  }

  private boolean hasFailedBy(String id, Throwable error) {
    return cache.entry(id).consecutiveFailures() == 1 && cache.entry(id).lastError() == error;
  }

  private void assertAllAreSyncedAgain() {
    hand.advance(PERIOD);
    assertThat(cache.entries())
        .hasSize(3)
        .allMatch(entry -> entry.consecutiveFailures() == 0 && entry.item().version() > 0);
  }

  @ParameterizedTest
  @EnumSource
  void batchThatThrowsFailsAllItsItems(Thrown thrown) {
    Throwable error = thrown.make();
    syncOnce(
        items -> {
          throw Thrown.raised(error);
        });
    assertThat(List.of("a", "b", "c")).allMatch(id -> hasFailedBy(id, error));
    assertAllAreSyncedAgain();
  }

  @ParameterizedTest
  @EnumSource
  void failedResultCarriesAnyCause(Thrown thrown) {
    Throwable error = thrown.make();
    List<Throwable> failures = new ArrayList<>();
    cache.getOrCreate(new MoodyItem("b"));
    CompletableFuture<?> unused =
        cache.refresh("b").whenComplete((item, failure) -> failures.add(failure));
    syncOnce(
        items -> {
          List<SyncResult<MoodyItem>> results = new ArrayList<>(allNext(items));
          results.replaceAll(
              result -> result.id().equals("b") ? SyncResult.failed("b", error) : result);
          return results;
        });
    assertThat(hasFailedBy("b", error)).isTrue();
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0) == error || failures.get(0).getCause() == error).isTrue();
    assertThat(cache.get("a").version()).isEqualTo(1);
    assertThat(cache.get("c").version()).isEqualTo(1);
    assertAllAreSyncedAgain();
  }

  @ParameterizedTest
  @EnumSource
  void resultsThatThrowMidwayKeepWhatCameBefore(Thrown thrown) {
    Throwable error = thrown.make();
    syncOnce(items -> new BrokenOff(List.copyOf(allNext(items)), 1, error));
    assertThat(cache.entries())
        .filteredOn(entry -> entry.item().version() == 1)
        .as("the result before the end")
        .hasSize(1);
    assertThat(cache.entries())
        .filteredOn(entry -> hasFailedBy(entry.item().id(), error))
        .as("those without a result")
        .hasSize(2);
    assertAllAreSyncedAgain();
  }

  @ParameterizedTest
  @EnumSource
  void resultWhoseItemThrowsFailsForItsOwnItemOnly(Thrown thrown) {
    for (MoodyItem.Method method : MoodyItem.Method.values()) {
      syncOnce(
          items -> {
            Collection<SyncResult<MoodyItem>> results = allNext(items);
            for (SyncResult<MoodyItem> result : results) {
              if (result.id().equals("b")
                  && result instanceof SyncResult.Updated<MoodyItem> updated) {
                updated.item().breakDown(method, thrown.make());
              }
            }
            return results;
          });
      assertThat(cache.entry("a").consecutiveFailures()).as("a, %s", method).isZero();
      assertThat(cache.entry("c").consecutiveFailures()).as("c, %s", method).isZero();
      MoodyItem.repairAll();
      assertAllAreSyncedAgain();
      List.of("a", "b", "c").forEach(cache::delete);
    }
  }

  /** A list whose iterator throws in the middle. */
  private static final class BrokenOff extends AbstractList<SyncResult<MoodyItem>> {

    private final List<SyncResult<MoodyItem>> results;
    private final int end;
    private final Throwable error;

    BrokenOff(List<SyncResult<MoodyItem>> results, int end, Throwable error) {
      this.results = results;
      this.end = end;
      this.error = error;
    }

    @Override
    public SyncResult<MoodyItem> get(int index) {
      if (index == end) {
        throw Thrown.raised(error);
      }
      return results.get(index);
    }

    @Override
    public int size() {
      return results.size();
    }

    @Override
    public Iterator<SyncResult<MoodyItem>> iterator() {
      return super.iterator();
    }
  }
}
