package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.Cadence;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.StoreContext;
import io.github.autorefresh.cache.spi.SyncHistories;
import io.github.autorefresh.cache.spi.SyncHistoriesContract;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.RedisConnection;

class RedisSyncHistoriesContractTest extends SyncHistoriesContract {

  @RegisterExtension static final RedisForTests REDIS = new RedisForTests();

  private static final float PLAN = 3;

  @Override
  protected ItemStore<Job> newStore(StoreContext<Job> context) {
    return REDIS.newStore(context, Job.class, time);
  }

  private Instant found;
  private Instant changed;

  private void createOneThatHasChanged() {
    create("a");
    sync(false, 1);
    Instant synced = syncedAt();
    pass(20);
    sync(true, PLAN);
    found = syncedAt();
    changed = middle(synced, found);
  }

  private void assertItIsKnown(SyncHistories told) {
    assertAge(changed, found, 10, told);
    assertThat(told.changes(0)).isEqualTo(1);
    assertPlanned(PLAN, told);
  }

  @Test
  void replicaThatStartsKnowsThePastOfWhatOthersHaveSynced() {
    createOneThatHasChanged();
    store.close();
    store = REDIS.replicaOfLastStore(context(LEARNED), Job.class, time);
    store.open();
    assertThat(store.stats().demand())
        .isBetween(
            0.95 / PLAN / LEARNED.resyncPeriod().toSeconds(),
            1.05 / PLAN / LEARNED.resyncPeriod().toSeconds());
    pass(10);
    assertItIsKnown(sync(false, 1));
  }

  @Test
  void lossOfAllThatRedisHeldLeavesThePastKnown() {
    createOneThatHasChanged();
    try (RedisConnection connection = REDIS.connections().getConnection()) {
      connection.serverCommands().flushAll();
    }
    await().until(() -> SteppedStores.answersHeartbeat(store) && store.stats().restored() == 1);
    pass(10); // more than a new epoch is closed for
    ClaimedItems<Job> items = claim();
    assertItIsKnown(items.histories());
    assertThat(items.histories().isByClock(0)).isTrue();
  }

  /** As in a rolling deployment: it does not stand for what the other replica has seen. */
  @Test
  void replicaOfAFixedCadenceDropsHistories() {
    createOneThatHasChanged();
    ItemStore<Job> learning = store;
    store = REDIS.replicaOfLastStore(context(LEARNED.withCadence(Cadence.FIXED)), Job.class, time);
    store.open();
    pass(10);
    ClaimedItems<Job> items = claim();
    items.unchanged(0, time.nanos());
    items.committedAt(time.nanos());
    store.commit(items);
    store.release(items);
    Instant synced = syncedAt();
    store.close();
    store = learning;
    pass(10);
    SyncHistories told = sync(false, 1);
    assertAge(createdAt(), synced, 10, told);
    assertPlanned(1, told);
  }
}
