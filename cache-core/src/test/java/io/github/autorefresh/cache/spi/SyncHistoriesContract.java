package io.github.autorefresh.cache.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Cadence;
import io.github.autorefresh.cache.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every store that {@linkplain ItemStore#keepsHistories keeps histories} tells of the past of
 * an item, as a learned cadence asks for it. Time is moved as in {@link ItemStoreContract}; ages
 * are compared with the times that the store itself tells.
 */
public abstract class SyncHistoriesContract {

  protected static final CacheSettings LEARNED =
      CacheSettings.defaults()
          .withTps(CacheSettings.UNLIMITED_TPS)
          .withCadence(new Cadence.Learned(Duration.ofSeconds(1), Duration.ofSeconds(300)));

  /** When what was synced is due again. */
  private static final long SOON = Duration.ofMillis(500).toNanos();

  /** Times are told in milliseconds, and may be kept in larger units. */
  private static final Duration A_LITTLE = Duration.ofMillis(200);

  protected final ManualTime time = new ManualTime();
  protected ItemStore<Job> store;

  /** Makes a store that is still to be opened, in place of the one made before. */
  protected abstract ItemStore<Job> newStore(StoreContext<Job> context);

  @BeforeEach
  void makeStore() {
    use(LEARNED);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private void use(CacheSettings settings) {
    if (store != null) {
      store.close();
    }
    store = newStore(context(settings));
    store.open();
  }

  protected final StoreContext<Job> context(CacheSettings settings) {
    return new StoreContext<>(
        "jobs",
        settings,
        new ReferenceLimiter(settings.tps(), settings.burst(), time),
        time,
        new RecordedChanges(),
        ControlSink.NONE);
  }

  protected final void create(String id) {
    assertThat(store.reserve(id)).isNull();
    store.fulfil(id, Job.of(id), ItemPeriod.OF_CACHE, 0);
  }

  protected final void pass(long seconds) {
    time.advance(Duration.ofSeconds(seconds));
  }

  protected final ClaimedItems<Job> claim() {
    ClaimedItems<Job> items = new ClaimedItems<>();
    assertThat(store.claim(items, 1)).isEqualTo(1);
    return items;
  }

  /** What is told of the one item that is due; it is then found changed or not. */
  protected final SyncHistories sync(boolean changed, float plan) {
    return settle(claim(), changed, plan);
  }

  private SyncHistories settle(ClaimedItems<Job> items, boolean changed, float plan) {
    long due = time.nanos() + SOON;
    if (changed) {
      items.updated(0, items.item(0).next(), ItemPeriod.OF_CACHE, due);
    } else {
      items.unchanged(0, due);
    }
    items.histories().plan(0, plan);
    return settle(items);
  }

  private SyncHistories settle(ClaimedItems<Job> items) {
    items.committedAt(time.nanos());
    store.commit(items);
    assertThat(items.isAccepted(0)).isTrue();
    store.release(items);
    return items.histories();
  }

  protected final Instant createdAt() {
    return store.entry("a").createdAt();
  }

  protected final Instant syncedAt() {
    return store.entry("a").lastSyncedAt();
  }

  protected static Instant middle(Instant from, Instant to) {
    return from.plus(Duration.between(from, to).dividedBy(2));
  }

  /**
   * The state has been the same since then.
   *
   * @param synced when the last sync was before this one, or the creation; at least so many seconds
   *     ago
   */
  protected static void assertAge(Instant since, Instant synced, long seconds, SyncHistories told) {
    Duration sinceSync = Duration.ofNanos(told.sinceSyncNanos(0));
    assertThat(sinceSync).isGreaterThan(Duration.ofSeconds(seconds).minus(A_LITTLE));
    assertThat(Duration.ofNanos(told.unchangedNanos(0)).minus(sinceSync))
        .isCloseTo(Duration.between(since, synced), A_LITTLE);
  }

  protected static void assertPlanned(float interval, SyncHistories told) {
    assertThat(told.planned(0)).isCloseTo(interval, within(0.05f * interval));
  }

  @Test
  void stateIsAsOldAsTheItemUntilItChanges() {
    create("a");
    pass(10);
    SyncHistories first = sync(false, 1);
    assertAge(createdAt(), createdAt(), 10, first);
    assertThat(first.isByClock(0)).as("a first sync").isFalse();
    assertPlanned(1, first);
    Instant synced = syncedAt();
    pass(20);
    SyncHistories second = sync(false, 1);
    assertAge(createdAt(), synced, 20, second);
    assertThat(second.isByClock(0)).isTrue();
  }

  @Test
  void changeCameInTheMiddleOfTheIntervalInWhichItWasFound() {
    create("a");
    sync(false, 1);
    Instant synced = syncedAt();
    pass(40);
    sync(true, 1);
    Instant found = syncedAt();
    pass(10);
    assertAge(middle(synced, found), found, 10, sync(false, 1));
    Instant later = syncedAt();
    pass(20);
    assertAge(middle(synced, found), later, 20, sync(false, 1));
  }

  @Test
  void changeInTheFirstSyncCameInTheMiddleOfTheTimeSinceTheCreation() {
    create("a");
    pass(20);
    sync(true, 1);
    Instant found = syncedAt();
    pass(5);
    assertAge(middle(createdAt(), found), found, 5, sync(false, 1));
  }

  @Test
  void itemThatIsToBeSyncedLaterIsSyncedByTheClock() {
    assertThat(store.reserve("a")).isNull();
    store.fulfil("a", Job.of("a"), ItemPeriod.OF_CACHE, Duration.ofSeconds(10).toNanos());
    pass(12);
    SyncHistories told = sync(false, 1);
    assertThat(told.isByClock(0)).isTrue();
    assertAge(createdAt(), createdAt(), 12, told);
  }

  @Test
  void changesInARowAreCountedIfTheClockFoundThem() {
    create("a");
    sync(true, 1);
    for (int changes : List.of(0, 1, 2, 3, 3)) {
      pass(1);
      assertThat(sync(true, 1).changes(0)).isEqualTo(changes);
    }
    store.hasten("a");
    ClaimedItems<Job> asked = claim();
    assertThat(asked.histories().isByClock(0)).isFalse();
    settle(asked, false, 1);
    pass(1);
    assertThat(sync(false, 1).changes(0)).as("a refresh says nothing").isEqualTo(3);
    pass(1);
    assertThat(sync(false, 1).changes(0)).isZero();
  }

  @Test
  void itemThatIsAskedForWhileItIsClaimedIsSyncedByTheClockOnce() {
    create("a");
    sync(false, 1);
    Instant synced = syncedAt();
    pass(10);
    ClaimedItems<Job> claimed = claim();
    store.hasten("a");
    assertThat(claimed.histories().isByClock(0)).isTrue();
    settle(claimed, true, 1);
    Instant found = syncedAt();
    SyncHistories asked = sync(false, 1);
    assertThat(asked.isByClock(0)).isFalse();
    assertThat(asked.changes(0)).isEqualTo(1);
    assertAge(middle(synced, found), found, 0, asked);
  }

  @Test
  void planIsToldAtTheNextClaim() {
    create("a");
    sync(false, 4.5f);
    pass(1);
    assertPlanned(4.5f, sync(false, 1));
    pass(1);
    assertPlanned(1, sync(false, 1));
  }

  @Test
  void planIsOneOfPeriodsThoughThePeriodChanges() {
    create("a");
    sync(false, 4.5f);
    store.retune(LEARNED.withResyncPeriod(LEARNED.resyncPeriod().multipliedBy(2)));
    pass(1);
    assertPlanned(4.5f, sync(false, 1));
  }

  @Test
  void planIsNoneOfAnItemOnItsOwnPeriod() {
    Job own = Job.of("own").every(Duration.ofSeconds(5));
    assertThat(store.reserve("own")).isNull();
    store.fulfil("own", own, ItemPeriod.of(own), 0);
    assertThat(sync(false, 1).planned(0)).isZero();
    pass(1);
    ClaimedItems<Job> claimed = claim();
    assertThat(claimed.histories().planned(0)).isZero();
    settle(claimed, true, 2); // and is on the cache's from now on
    pass(1);
    assertPlanned(2, sync(false, 1));
  }

  @Test
  void failureKeepsWhatIsKnown() {
    create("a");
    sync(false, 1);
    Instant synced = syncedAt();
    pass(20);
    sync(true, 3);
    Instant found = syncedAt();
    pass(10);
    ClaimedItems<Job> claimed = claim();
    claimed.failed(0, new IllegalStateException("down"), time.nanos() + SOON);
    settle(claimed);
    pass(10);
    SyncHistories told = sync(false, 1);
    assertAge(middle(synced, found), found, 20, told);
    assertThat(told.changes(0)).isEqualTo(1);
    assertPlanned(3, told);
  }

  @Test
  void itemThatIsGivenBackKeepsWhatIsKnown() {
    create("a");
    sync(false, 1);
    Instant synced = syncedAt();
    pass(20);
    sync(true, 3);
    Instant found = syncedAt();
    pass(10);
    store.release(claim());
    SyncHistories told = sync(false, 1);
    assertAge(middle(synced, found), found, 10, told);
    assertPlanned(3, told);
  }

  @Test
  void newItemKnowsNothingOfTheOneBeforeIt() {
    create("a");
    sync(true, 1);
    pass(1);
    sync(true, 4);
    pass(1);
    store.remove("a");
    create("a");
    pass(5);
    SyncHistories told = sync(false, 1);
    assertAge(createdAt(), createdAt(), 5, told);
    assertThat(told.changes(0)).isZero();
    assertPlanned(1, told);
  }

  @Test
  void demandIsWhatIsPlanned() {
    double period = LEARNED.resyncPeriod().toSeconds();
    create("a");
    create("b");
    assertThat(store.stats().demand()).isCloseTo(2 / period, within(0.001));
    sync(false, 5);
    sync(true, 0.5f);
    double planned = (1 / 5.0 + 1 / 0.5) / period;
    assertThat(store.stats().demand()).isCloseTo(planned, within(0.05 * planned));
    pass(1);
    sync(false, 1);
    sync(false, 1);
    assertThat(store.stats().demand()).isCloseTo(2 / period, within(0.001));
    store.remove("a");
    assertThat(store.stats().demand()).isCloseTo(1 / period, within(0.001));
  }

  @Test
  void fixedCadenceHasNoHistories() {
    use(LEARNED.withCadence(Cadence.FIXED));
    assertThat(store.keepsHistories()).isTrue();
    create("a");
    ClaimedItems<Job> claimed = claim();
    assertThat(claimed.hasHistories()).isFalse();
  }
}
