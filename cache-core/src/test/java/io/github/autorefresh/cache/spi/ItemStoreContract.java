package io.github.autorefresh.cache.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheFullException;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every store must do, whatever it is made of. Time is moved by hand; a store that goes by a
 * clock of its own may see a little more time pass than that, so nothing here depends on less than
 * a second.
 */
public abstract class ItemStoreContract {

  protected static final CacheSettings UNLIMITED =
      CacheSettings.defaults().withTps(CacheSettings.UNLIMITED_TPS);

  private static final Duration PERIOD = UNLIMITED.resyncPeriod();
  private static final Duration MOMENT = Duration.ofSeconds(2);

  protected final ManualTime time = new ManualTime();
  protected final RecordedChanges changes = new RecordedChanges();
  private RateLimiter limiter;
  private ItemStore<Job> store;

  /** Makes a store that is still to be opened, in place of the one made before. */
  protected abstract ItemStore<Job> newStore(StoreContext<Job> context);

  /** Lets the figures catch up that a store need not know at every moment. */
  protected void lookAgain(ItemStore<Job> store) {}

  @BeforeEach
  void makeStore() {
    use(UNLIMITED);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private void use(CacheSettings settings) {
    if (store != null) {
      store.close();
    }
    limiter = new ReferenceLimiter(settings.tps(), settings.burst(), time);
    store =
        newStore(new StoreContext<>("jobs", settings, limiter, time, changes, ControlSink.NONE));
    store.open();
  }

  private Job create(Job job) {
    Job present = store.reserve(job.id());
    return present != null ? present : store.fulfil(job.id(), job, ItemPeriod.of(job), 0);
  }

  private void createAll(int count) {
    for (int i = 0; i < count; i++) {
      create(Job.of("job-" + i));
    }
  }

  private ClaimedItems<Job> claim(int max) {
    ClaimedItems<Job> items = new ClaimedItems<>();
    int claimed = store.claim(items, max);
    assertThat(items.size()).isEqualTo(claimed);
    return items;
  }

  private static List<String> ids(ClaimedItems<Job> items) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      ids.add(items.item(i).id());
    }
    return ids;
  }

  private List<String> claimedIds(int max) {
    return ids(claim(max));
  }

  private void commit(ClaimedItems<Job> items) {
    items.committedAt(time.nanos());
    store.commit(items);
  }

  private long in(Duration delay) {
    return time.nanos() + delay.toNanos();
  }

  private void unchanged(ClaimedItems<Job> items, Duration delay) {
    for (int i = 0; i < items.size(); i++) {
      items.unchanged(i, in(delay));
    }
    commit(items);
    store.release(items);
  }

  private void update(ClaimedItems<Job> items, Job update) {
    items.updated(0, update, ItemPeriod.of(update), in(PERIOD));
    commit(items);
    store.release(items);
  }

  @Test
  void createdItemIsReadAtOnceAndDueAtOnce() {
    assertThat(create(Job.of("a"))).isEqualTo(Job.of("a"));
    assertThat(store.find("a")).isEqualTo(Job.of("a"));
    assertThat(store.size()).isEqualTo(1);
    assertThat(store.claimable(10)).isOne();
    assertThat(claimedIds(10)).containsExactly("a");
    assertThat(changes.lines()).containsExactly("created a");
  }

  @Test
  void itemThatIsToBeSyncedLaterCountsAsSyncedAndIsDueThen() {
    assertThat(store.reserve("a")).isNull();
    store.fulfil("a", Job.of("a"), ItemPeriod.OF_CACHE, PERIOD.toNanos());
    CacheEntry<Job> entry = store.entry("a");
    assertThat(entry.lastSyncedAt()).isEqualTo(entry.createdAt());
    assertThat(entry.nextSyncAt()).isEqualTo(entry.createdAt().plus(PERIOD));
    assertThat(claim(1).size()).isZero();
    time.advance(PERIOD);
    assertThat(claim(1).isFirstSync(0)).isFalse();
  }

  @Test
  void reservedIdIsNotThereYet() {
    assertThat(store.reserve("a")).isNull();
    assertThat(store.find("a")).isNull();
    assertThat(store.remove("a")).isFalse();
    assertThat(claimedIds(10)).isEmpty();
    store.forgo("a");
  }

  @Test
  void reservingAnItemThatIsThereFindsIt() {
    create(Job.of("a"));
    assertThat(store.reserve("a")).isEqualTo(Job.of("a"));
  }

  @Test
  void forgoneIdCanBeReservedAgain() {
    assertThat(store.reserve("a")).isNull();
    store.forgo("a");
    assertThat(create(Job.of("a"))).isEqualTo(Job.of("a"));
  }

  @Test
  void claimedItemIsNotClaimedAgain() {
    createAll(3);
    Set<String> claimed = new HashSet<>(claimedIds(2));
    claimed.addAll(claimedIds(2));
    assertThat(claimed).hasSize(3);
    assertThat(claimedIds(2)).isEmpty();
  }

  @Test
  void mostOverdueItemComesFirst() {
    for (String id : List.of("c", "a", "b")) {
      create(Job.of(id));
      time.advance(MOMENT);
    }
    assertThat(claimedIds(2)).containsExactly("c", "a");
    assertThat(claimedIds(2)).containsExactly("b");
  }

  @Test
  void claimTakesNoMoreThanIsPermitted() {
    use(UNLIMITED.withTps(0.11).withBurst(2));
    createAll(5);
    time.advance(Duration.ofSeconds(60)); // no more than the burst is kept
    assertThat(claimedIds(10)).hasSize(2);
    assertThat(claimedIds(10)).isEmpty();
    assertThat(Duration.ofNanos(store.untilNextDue()))
        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    time.advance(Duration.ofSeconds(11));
    assertThat(claimedIds(10)).hasSize(1);
    time.advance(Duration.ofSeconds(17)); // less than a lease
    assertThat(claimedIds(10)).hasSize(2);
  }

  /** A store need not know how many it would find. */
  @Test
  void claimableTellsWhetherAClaimMayFindSomething() {
    claim(10);
    assertThat(store.claimable(10)).isZero();
    createAll(5);
    assertThat(store.claimable(3)).isBetween(1, 3);
    assertThat(store.claimable(10)).isBetween(1, 5);
    claim(2);
    assertThat(store.claimable(10)).isBetween(1, 3);
    claim(10);
    assertThat(store.claimable(10)).isZero();
  }

  @Test
  void claimableTakesNoPermit() {
    use(UNLIMITED.withTps(0.1).withBurst(2).withMaxBatch(3));
    createAll(10);
    for (int i = 0; i < 3; i++) {
      assertThat(store.claimable(10)).isBetween(1, 6);
    }
    assertThat(claimedIds(10)).hasSize(6);
    assertThat(store.claimable(10)).isZero();
  }

  @Test
  void permitCoversABatch() {
    use(UNLIMITED.withTps(0.1).withBurst(2).withMaxBatch(3));
    createAll(10);
    assertThat(claimedIds(4)).hasSize(4);
    assertThat(claimedIds(10)).isEmpty();
  }

  @Test
  void unchangedItemIsDueAgainAfterItsDelay() {
    create(Job.of("a"));
    unchanged(claim(1), PERIOD);
    assertThat(claimedIds(1)).isEmpty();
    assertThat(Duration.ofNanos(store.untilNextDue())) // it may ask to be looked at again before
        .isPositive()
        .isLessThan(PERIOD.plus(MOMENT));
    time.advance(PERIOD.minus(MOMENT));
    assertThat(claimedIds(1)).isEmpty();
    time.advance(MOMENT);
    assertThat(claimedIds(1)).containsExactly("a");
  }

  @Test
  void updateIsReadAtOnce() {
    create(Job.of("a"));
    ClaimedItems<Job> items = claim(1);
    update(items, Job.of("a").next());
    assertThat(items.isAccepted(0)).isTrue();
    assertThat(store.find("a").version()).isEqualTo(1);
    time.advance(PERIOD);
    assertThat(claim(1).item(0).version()).isEqualTo(1);
  }

  @Test
  void entryTellsOfTheLastSync() {
    create(Job.of("a"));
    CacheEntry<Job> created = store.entry("a");
    assertThat(created.lastSyncedAt()).isNull();
    assertThat(created.nextSyncAt()).isNotNull();
    time.advance(MOMENT);
    unchanged(claim(1), PERIOD);
    CacheEntry<Job> synced = store.entry("a");
    assertThat(synced.createdAt()).isEqualTo(created.createdAt());
    assertThat(synced.lastSyncedAt()).isAfter(created.createdAt());
    assertThat(Duration.between(synced.lastSyncedAt(), synced.nextSyncAt()))
        .isBetween(PERIOD.minus(MOMENT), PERIOD.plus(MOMENT));
  }

  @Test
  void failureKeepsTheItemAndIsCountedUntilASuccess() {
    create(Job.of("a"));
    for (int failures = 0; failures < 2; failures++) {
      ClaimedItems<Job> items = claim(1);
      assertThat(items.isFirstSync(0)).isEqualTo(failures == 0);
      assertThat(items.failures(0)).isEqualTo(failures);
      items.failed(0, new IllegalStateException("down"), in(MOMENT));
      commit(items);
      store.release(items);
      time.advance(MOMENT);
    }
    assertThat(store.find("a")).isEqualTo(Job.of("a"));
    assertThat(store.entry("a").consecutiveFailures()).isEqualTo(2);
    assertThat(store.entry("a").lastError()).hasMessageContaining("down");
    ClaimedItems<Job> items = claim(1);
    assertThat(items.failures(0)).isEqualTo(2);
    unchanged(items, PERIOD);
    assertThat(store.entry("a").consecutiveFailures()).isZero();
    assertThat(store.entry("a").lastError()).isNull();
    time.advance(PERIOD);
    assertThat(claim(1).isFirstSync(0)).isFalse();
  }

  @Test
  void itemThatIsGoneIsRemoved() {
    create(Job.of("a"));
    ClaimedItems<Job> items = claim(1);
    items.deleted(0);
    commit(items);
    store.release(items);
    assertThat(items.isAccepted(0)).isTrue();
    assertThat(store.find("a")).isNull();
    assertThat(store.size()).isZero();
    assertThat(claimedIds(1)).isEmpty();
  }

  @Test
  void removalWinsOverASyncInFlight() {
    create(Job.of("a"));
    ClaimedItems<Job> items = claim(1);
    assertThat(store.remove("a")).isTrue();
    update(items, Job.of("a").next());
    assertThat(items.isAccepted(0)).isFalse();
    assertThat(store.find("a")).isNull();
    assertThat(store.remove("a")).isFalse();
    assertThat(changes.lines()).containsExactly("created a", "removed a DELETED");
  }

  @Test
  void lateOutcomeNeverLandsOnANewItemOfTheSameId() {
    create(Job.of("a"));
    ClaimedItems<Job> late = claim(1);
    store.remove("a");
    create(Job.of("a"));
    update(late, Job.of("a").next());
    assertThat(late.isAccepted(0)).isFalse();
    assertThat(store.find("a").version()).isZero();
    assertThat(claimedIds(1)).containsExactly("a");
  }

  @Test
  void releasedItemIsDueWhenItWas() {
    create(Job.of("a"));
    time.advance(MOMENT);
    create(Job.of("b"));
    store.release(claim(1));
    assertThat(claimedIds(2)).containsExactly("a", "b");
  }

  @Test
  void itemThatIsGivenBackIsDueWhenItWas() {
    create(Job.of("a"));
    time.advance(MOMENT);
    create(Job.of("b"));
    store.giveBack(claim(1), 0);
    assertThat(claimedIds(2)).containsExactly("a", "b");
  }

  @Test
  void heldItemStaysClaimedUntilItIsReleased() {
    create(Job.of("a"));
    ClaimedItems<Job> items = claim(1);
    items.failed(0, new IllegalStateException("late"), in(MOMENT));
    items.hold(0);
    commit(items);
    assertThat(store.entry("a").consecutiveFailures()).isEqualTo(1);
    time.advance(MOMENT);
    assertThat(claimedIds(1)).isEmpty();
    store.release(items);
    assertThat(claim(1).failures(0)).isEqualTo(1);
  }

  @Test
  void deferredItemIsDueAsBeforeWhileOthersOfItsClaimAreCommitted() {
    create(Job.of("a"));
    time.advance(MOMENT);
    create(Job.of("b"));
    time.advance(MOMENT);
    create(Job.of("c"));
    ClaimedItems<Job> items = claim(2);
    items.deferred(0, new IllegalStateException("not now"));
    items.updated(1, Job.of("b").next(), ItemPeriod.OF_CACHE, in(PERIOD));
    commit(items);
    assertThat(items.isAccepted(0)).isFalse();
    assertThat(items.isAccepted(1)).isTrue();
    assertThat(store.entry("a").lastError()).isNull();
    assertThat(store.entry("a").lastSyncedAt()).isNull();
    assertThat(store.find("b")).isEqualTo(Job.of("b").next());
    assertThat(claimedIds(1)).as("the claim goes on").containsExactly("c");
    store.release(items);
    ClaimedItems<Job> again = claim(2);
    assertThat(again.size()).isEqualTo(1);
    assertThat(again.id(0)).isEqualTo("a");
    assertThat(again.isFirstSync(0)).isTrue();
    assertThat(again.failures(0)).isZero();
  }

  @Test
  void hastenedItemIsDueNow() {
    create(Job.of("a"));
    unchanged(claim(1), PERIOD);
    store.hasten("a");
    assertThat(store.claimable(1)).isOne();
    assertThat(claimedIds(1)).containsExactly("a");
  }

  @Test
  void itemHastenedWhileClaimedIsDueOnceItIsReleased() {
    create(Job.of("a"));
    ClaimedItems<Job> items = claim(1);
    store.hasten("a");
    assertThat(claimedIds(1)).isEmpty();
    unchanged(items, PERIOD);
    unchanged(claim(1), PERIOD);
    assertThat(claimedIds(1)).isEmpty();
  }

  @Test
  void hasteningWhatIsAbsentOrTerminalDoesNothing() {
    create(Job.of("a").terminal());
    store.hasten("a");
    store.hasten("b");
    assertThat(claimedIds(1)).isEmpty();
  }

  @Test
  void terminalItemIsNotScheduledAndExpires() {
    create(Job.of("a"));
    update(claim(1), Job.of("a").terminal());
    assertThat(store.entry("a").nextSyncAt()).isNull();
    time.advance(UNLIMITED.terminalRetention().minus(MOMENT));
    assertThat(claimedIds(1)).isEmpty();
    store.expire(); // a store may have to look before it knows that this does nothing
    assertThat(store.find("a")).isNotNull();
    assertThat(Duration.ofNanos(store.untilExpiry())).isPositive().isLessThanOrEqualTo(MOMENT);
    time.advance(MOMENT);
    store.expire();
    assertThat(store.find("a")).isNull();
    assertThat(store.size()).isZero();
    await().untilAsserted(() -> assertThat(changes.lines()).contains("removed a EXPIRED"));
  }

  @Test
  void itemCreatedTerminalExpiresInTime() {
    use(UNLIMITED.withTerminalRetention(MOMENT));
    store.expire();
    create(Job.of("a").terminal());
    assertThat(Duration.ofNanos(store.untilExpiry())).isPositive().isLessThanOrEqualTo(MOMENT);
    time.advance(MOMENT);
    assertThat(store.untilExpiry()).isZero();
    store.expire();
    assertThat(store.find("a")).isNull();
  }

  @Test
  void itemOfItsOwnPeriodCarriesItWithItsClaim() {
    create(Job.of("a").every(Duration.ofSeconds(5)));
    assertThat(claim(1).period(0)).isEqualTo(5_000_000_000L);
  }

  @Test
  void fullStoreEvictsTheLongestTerminalAndNeverALiveItem() {
    use(UNLIMITED.withMaxSize(3));
    create(Job.of("first").terminal());
    time.advance(MOMENT);
    create(Job.of("second").terminal());
    create(Job.of("live"));
    create(Job.of("new"));
    assertThat(store.find("first")).isNull();
    assertThat(store.reserve("reserved")).isNull();
    assertThat(store.find("second")).isNull();
    assertThatThrownBy(() -> store.reserve("more")).isInstanceOf(CacheFullException.class);
    store.forgo("reserved");
    create(Job.of("more"));
    assertThat(store.size()).isEqualTo(3);
    assertThat(changes.lines()).contains("removed first EVICTED", "removed second EVICTED");
  }

  @Test
  void fullStoreEvictsATerminalItemWhoseClaimGoesOn() {
    use(UNLIMITED.withMaxSize(2));
    createAll(2);
    ClaimedItems<Job> items = claim(1);
    String id = items.id(0);
    Job terminal = items.item(0).terminal();
    items.updated(0, terminal, ItemPeriod.of(terminal), in(PERIOD));
    commit(items);

    create(Job.of("new"));
    assertThat(store.find(id)).isNull();
    assertThat(store.size()).isEqualTo(2);
    assertThatThrownBy(() -> store.reserve("more")).isInstanceOf(CacheFullException.class);

    store.release(items);
    String evicted = "removed " + id + " EVICTED";
    await().untilAsserted(() -> assertThat(changes.lines()).contains(evicted));
    assertThat(store.size()).isEqualTo(2);
    assertThat(claimedIds(10)).hasSize(2).contains("new").doesNotContain(id);
  }

  @Test
  void newPeriodScalesWhatRemainsOfTheOld() {
    create(Job.of("follows"));
    create(Job.of("own").every(Duration.ofSeconds(100)));
    unchanged(claim(2), Duration.ofSeconds(100));
    store.retune(UNLIMITED.withResyncPeriod(PERIOD.dividedBy(10)));
    time.advance(Duration.ofSeconds(8));
    assertThat(claimedIds(2)).isEmpty();
    time.advance(Duration.ofSeconds(4));
    assertThat(claimedIds(2)).containsExactly("follows");
  }

  @Test
  void newRateHoldsAtOnce() {
    use(UNLIMITED.withTps(0.001).withBurst(5));
    createAll(10);
    assertThat(claimedIds(10)).hasSize(5);
    limiter.retune(0.5, 1);
    store.retune(UNLIMITED.withTps(0.5).withBurst(1));
    time.advance(Duration.ofSeconds(20));
    assertThat(claimedIds(10)).hasSize(1);
  }

  @Test
  void statsTellWhatIsOverdue() {
    createAll(3);
    create(Job.of("own").every(Duration.ofSeconds(10)));
    time.advance(MOMENT);
    claim(1);
    lookAgain(store);
    StoreStats stats = store.stats();
    assertThat(stats.overdue()).isEqualTo(3);
    assertThat(Duration.ofNanos(stats.lagNanos())).isBetween(MOMENT, MOMENT.plusSeconds(5));
    assertThat(stats.demand()).isBetween(0.199, 0.201);
    assertThat(stats.failure()).isNull();
  }

  @Test
  void scanSeesEveryItemOnce() {
    createAll(600);
    assertThat(store.scan().map(entry -> entry.item().id())).hasSize(600).doesNotHaveDuplicates();
  }

  @Test
  void everyItemIsClaimedOnceHoweverManyClaim() throws Exception {
    createAll(500);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<List<String>> claiming =
          () -> {
            List<String> mine = new ArrayList<>();
            for (List<String> some = claimedIds(7); !some.isEmpty(); some = claimedIds(7)) {
              mine.addAll(some);
            }
            return mine;
          };
      List<String> all = new ArrayList<>();
      for (Future<List<String>> claimed :
          threads.invokeAll(List.of(claiming, claiming, claiming, claiming))) {
        all.addAll(claimed.get());
      }
      assertThat(all).hasSize(500).doesNotHaveDuplicates();
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void ofSeveralWhoRemoveAnItemOneSucceeds() throws Exception {
    createAll(50);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<Integer> removing =
          () -> {
            int removed = 0;
            for (int i = 0; i < 50; i++) {
              removed += store.remove("job-" + i) ? 1 : 0;
            }
            return removed;
          };
      int removed = 0;
      for (Future<Integer> some : threads.invokeAll(List.of(removing, removing, removing))) {
        removed += some.get();
      }
      assertThat(removed).isEqualTo(50);
    } finally {
      threads.shutdown();
    }
  }
}
