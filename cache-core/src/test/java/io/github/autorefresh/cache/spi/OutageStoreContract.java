package io.github.autorefresh.cache.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Cadence;
import io.github.autorefresh.cache.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every store must do for an outage: {@link ItemStore#claimProbe} and {@link
 * ItemStore#recover}. Time is moved as in {@link ItemStoreContract}.
 */
public abstract class OutageStoreContract {

  private static final long PERIOD = Duration.ofSeconds(1000).toNanos();
  private static final Duration STEP = Duration.ofSeconds(10);
  private static final CacheSettings SETTINGS =
      CacheSettings.defaults()
          .withTps(CacheSettings.UNLIMITED_TPS)
          .withResyncPeriod(Duration.ofNanos(PERIOD));

  protected final ManualTime time = new ManualTime();
  private ItemStore<Job> store;

  /** What is claimed still: a store may look after it beyond its end. */
  private final List<ClaimedItems<Job>> claimed = new ArrayList<>();

  /** Makes a store that is still to be opened, in place of the one made before. */
  protected abstract ItemStore<Job> newStore(StoreContext<Job> context);

  /** An outage that began so long ago is on; for a store that finds out itself. */
  protected void outage(ItemStore<Job> store, Duration since) {}

  /** None is on. */
  protected void noOutage() {}

  @BeforeEach
  void makeStore() {
    use(SETTINGS);
  }

  @AfterEach
  void closeStore() {
    claimed.forEach(store::release);
    store.close();
  }

  private void use(CacheSettings settings) {
    if (store != null) {
      store.close();
    }
    store =
        newStore(
            new StoreContext<>(
                "jobs",
                settings,
                new ReferenceLimiter(settings.tps(), settings.burst(), time),
                time,
                new RecordedChanges(),
                ControlSink.NONE));
    store.open();
  }

  /** Syncs j0, j1 and so on, one after the other: the first is due soonest. */
  private void createSynced(int items) {
    for (int i = 0; i < items; i++) {
      create("j" + i);
      ClaimedItems<Job> claimed = claim(1);
      claimed.unchanged(0, time.nanos() + PERIOD);
      settle(claimed);
      time.advance(STEP);
    }
  }

  private void create(String id) {
    assertThat(store.reserve(id)).isNull();
    store.fulfil(id, Job.of(id), ItemPeriod.OF_CACHE, 0);
  }

  private ClaimedItems<Job> claim(int max) {
    ClaimedItems<Job> items = new ClaimedItems<>();
    store.claim(items, max);
    claimed.add(items);
    return items;
  }

  private ClaimedItems<Job> probe(int max, List<String> asked, boolean others, Duration since) {
    ClaimedItems<Job> items = new ClaimedItems<>();
    items.markProbe();
    outage(store, since);
    assertThat(store.claimProbe(items, max, asked, others, since.toNanos()))
        .isEqualTo(items.size());
    noOutage();
    claimed.add(items);
    return items;
  }

  private void fail(ClaimedItems<Job> items, Duration next) {
    for (int i = 0; i < items.size(); i++) {
      items.failed(i, new IllegalStateException("down"), time.nanos() + next.toNanos());
    }
    settle(items);
  }

  private void settle(ClaimedItems<Job> items) {
    items.committedAt(time.nanos());
    store.commit(items);
    release(items);
  }

  private void release(ClaimedItems<Job> items) {
    claimed.remove(items);
    store.release(items);
  }

  private static List<String> ids(ClaimedItems<Job> items) {
    return IntStream.range(0, items.size()).mapToObj(items::id).toList();
  }

  @Test
  void probeGoesToTheItemDueSoonestThoughNothingIsDue() {
    createSynced(50);
    assertThat(store.claimable(1)).isZero();
    assertThat(ids(probe(1, List.of(), true, STEP))).containsExactly("j0");
    assertThat(ids(probe(3, List.of(), true, STEP))).containsExactly("j1", "j2", "j3");
  }

  @Test
  void probeGoesToWhatWasNotFailingBeforeTheOutageWhileThereIsAny() {
    createSynced(3);
    fail(probe(1, List.of("j0"), false, STEP), STEP);
    time.advance(Duration.ofMinutes(30));
    Duration since = Duration.ofMinutes(5);
    assertThat(ids(probe(3, List.of(), true, since))).containsExactly("j1", "j2", "j0");
  }

  /** One that has never been called may be broken itself: its failure tells less. */
  @Test
  void probeGoesToWhatHasSucceededLastBeforeWhatWasNeverCalledOrHasFailed() {
    for (int i = 0; i < 3; i++) {
      create("never-" + i);
    }
    time.advance(STEP);
    create("failed");
    fail(probe(1, List.of("failed"), false, STEP), Duration.ofMillis(1));
    time.advance(STEP);
    create("succeeded");
    ClaimedItems<Job> succeeds = probe(1, List.of("succeeded"), false, STEP);
    succeeds.unchanged(0, time.nanos() + PERIOD);
    settle(succeeds);

    Duration since = Duration.ofMinutes(5);
    List<String> probed = ids(probe(5, List.of(), true, since));
    assertThat(probed).startsWith("succeeded").endsWith("failed").hasSize(5);
  }

  @Test
  void whatFailsSinceTheOutageBeganIsProbedAgain() {
    createSynced(2);
    time.advance(Duration.ofMinutes(30));
    fail(probe(1, List.of(), true, Duration.ofMinutes(5)), Duration.ofMinutes(30));
    assertThat(ids(probe(2, List.of(), true, Duration.ofMinutes(5)))).containsExactly("j1", "j0");
  }

  @Test
  void whatIsAskedForGoesFirstAndAloneIfItIsNotTimeForOthers() {
    createSynced(5);
    assertThat(ids(probe(2, List.of("j3", "gone"), false, STEP))).containsExactly("j3");
    assertThat(ids(probe(2, List.of("j4"), true, STEP))).containsExactly("j4", "j0");
  }

  @Test
  void claimedTerminalAndRemovedItemsAreNotProbed() {
    createSynced(60);
    for (int i = 0; i < 57; i++) {
      probe(1, List.of("j" + i), false, STEP); // and never returns
    }
    ClaimedItems<Job> ends = probe(1, List.of("j57"), false, STEP);
    ends.updated(0, Job.of("j57").terminal(), ItemPeriod.TERMINAL, time.nanos());
    settle(ends);
    store.remove("j58");
    assertThat(ids(probe(3, List.of("j0", "j57", "j58"), true, STEP))).containsExactly("j59");
    assertThat(ids(probe(3, List.of(), true, STEP))).isEmpty();
  }

  @Test
  void everyProbeTakesAPermit() {
    use(SETTINGS.withTps(0.01).withBurst(2));
    for (int i = 0; i < 4; i++) {
      create("j" + i);
    }
    assertThat(ids(probe(1, List.of(), true, STEP))).hasSize(1);
    assertThat(ids(claim(3))).hasSize(1);
    assertThat(ids(probe(1, List.of(), true, STEP))).isEmpty();
  }

  @Test
  void probeIsNotByTheClockThatACadenceLearnsFrom() {
    use(SETTINGS.withCadence(new Cadence.Learned(Duration.ofNanos(PERIOD), Duration.ofDays(1))));
    createSynced(1);
    ClaimedItems<Job> probe = probe(1, List.of(), true, STEP);
    assertThat(probe.histories().isByClock(0)).isFalse();
    assertThat(Duration.ofNanos(probe.histories().sinceSyncNanos(0)))
        .isGreaterThan(STEP.dividedBy(2));
  }

  @Test
  void whatFailedInTheOutageIsDueLongestNotSyncedFirst() {
    createSynced(4);
    time.advance(STEP.multipliedBy(5));
    fail(probe(1, List.of("j2"), false, STEP), Duration.ofMinutes(5)); // broken before
    time.advance(STEP.multipliedBy(5));
    fail(probe(1, List.of("j3"), false, STEP), Duration.ofMinutes(5));
    fail(probe(1, List.of("j0"), false, STEP), Duration.ofMinutes(5));
    create("never");
    fail(claim(1), Duration.ofMinutes(5));
    time.advance(STEP);
    assertThat(store.claimable(10)).isZero();

    outage(store, STEP.multipliedBy(2));
    assertThat(store.recover(STEP.multipliedBy(2).toNanos())).isEqualTo(3);
    assertThat(ids(claim(10))).containsExactly("never", "j0", "j3");
  }

  @Test
  void callThatHasNotReturnedIsDueWhenItDoes() {
    createSynced(1);
    ClaimedItems<Job> hangs = probe(1, List.of("j0"), false, STEP);
    hangs.failed(0, new IllegalStateException("timed out"), time.nanos() + 10 * PERIOD);
    hangs.hold(0);
    hangs.committedAt(time.nanos());
    store.commit(hangs);
    outage(store, STEP);
    assertThat(store.recover(STEP.toNanos())).isEqualTo(1);
    assertThat(ids(claim(1))).isEmpty();
    release(hangs);
    assertThat(ids(claim(1))).containsExactly("j0");
  }
}
