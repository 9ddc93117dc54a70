package io.github.autorefresh.cache.spring.redis.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spring.redis.HandTime;
import io.github.autorefresh.cache.spring.redis.RedisForTests;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.RedisConnection;

/** What scripts make of the stretched time: ten items a second are demanded, five permitted. */
class StretchScriptsTest {

  @RegisterExtension static final RedisForTests REDIS = new RedisForTests();

  private static final long SECOND = TimeUnit.SECONDS.toMicros(1);
  private static final long LEASE = 30 * SECOND;
  private static final long RETENTION = 3600 * SECOND;
  private static final int TPS = 5;
  private static final long PERIOD = 2 * SECOND;
  private static final int ITEMS = 20;
  private static final double DEMAND = 10;
  private static final EncodedItem STATE = new EncodedItem(new byte[] {1});

  private static int stores;

  private final AtomicLong offset = new AtomicLong();
  private final String prefix = "stretch-" + stores++;
  private final LongSupplier clock =
      HandTime.exactly(() -> Duration.of(offset.get(), ChronoUnit.MICROS));
  private final TestScripts scripts =
      TestScripts.of(REDIS.connections(), prefix, clock, () -> DEMAND);
  private long requests;

  private record TestClaim(String id, long generation, int run) implements Fence {
    static TestClaim of(Grant.Item item) {
      return new TestClaim(item.id(), item.fields().generation(), item.fields().run());
    }
  }

  @BeforeEach
  void overload() {
    scripts.epochs.open(false, Known.NOTHING, new ClusterSettings(TPS, 1, PERIOD, 0, false));
    for (int i = 0; i < ITEMS; i++) {
      create("i" + i, (i + 1) * PERIOD / ITEMS);
    }
    syncFor(20);
  }

  private void create(String id, long firstMicros) {
    long first = TimeUnit.MICROSECONDS.toNanos(firstMicros);
    scripts.creations.reserve(id, "token", LEASE, 0);
    scripts.creations.fulfil(id, "token", 0, ItemPeriod.OF_CACHE, RETENTION, STATE, first, false);
  }

  private List<Grant.Item> claim() {
    return scripts.claims.claim(0, ++requests, LEASE, 10, 1, 0).items();
  }

  private ItemFields commit(Grant.Item item, long delayMicros, Outcome outcome) {
    CommittedOutcome committed =
        new CommittedOutcome(
            TestClaim.of(item),
            outcome,
            ItemPeriod.OF_CACHE,
            TimeUnit.MICROSECONDS.toNanos(delayMicros),
            outcome == Outcome.FAILED ? 1 : 0,
            false,
            CommittedOutcome.Mark.NONE,
            null,
            null,
            null);
    return scripts
        .claims
        .commit(scripts.session.epoch(), RETENTION, 1, 0, List.of(committed))
        .get(0);
  }

  /** Claims what is permitted, ten times a second, and syncs it; returns the ids. */
  private List<String> syncFor(int seconds) {
    return syncFor(seconds, 10);
  }

  private List<String> syncFor(int seconds, int stepsPerSecond) {
    List<String> synced = new ArrayList<>();
    for (int i = 0; i < stepsPerSecond * seconds; i++) {
      offset.addAndGet(SECOND / stepsPerSecond);
      for (Grant.Item item : claim()) {
        synced.add(item.id());
        commit(item, PERIOD, Outcome.UNCHANGED);
      }
    }
    return synced;
  }

  private StretchedTime stretch() {
    return scripts.heartbeats.send(false).stretch();
  }

  private ItemFields stored(String id) {
    return scripts.changes.read(List.of(id)).get(0).item().fields();
  }

  @Test
  void allItemsTakeTurnsAndTheStretchIsTold() {
    List<String> synced = syncFor(4 * 10);
    assertThat(synced.subList(0, ITEMS)).doesNotHaveDuplicates();
    assertThat(synced).hasSizeBetween(4 * 9 * TPS, 4 * 10 * TPS + 5);
    assertThat(stretch().stretch()).isCloseTo(DEMAND / TPS, within(0.1));
    StoreStatus status = scripts.heartbeats.send(false);
    assertThat(status.overdue()).isLessThanOrEqualTo(2);
    assertThat(status.lateMicros()).isLessThan(SECOND);
  }

  @Test
  void leaseEndsInRealTime() {
    Grant.Item claimed = claimOne();
    offset.addAndGet(LEASE - SECOND);
    assertThat(claim()).extracting(Grant.Item::id).doesNotContain(claimed.id());
    offset.addAndGet(2 * SECOND);
    assertThat(claim()).extracting(Grant.Item::id).contains(claimed.id());
  }

  private Grant.Item claimOne() {
    offset.addAndGet(SECOND);
    List<Grant.Item> items = claim();
    assertThat(items).isNotEmpty();
    return items.get(0);
  }

  @Test
  void renewedLeaseEndsInRealTime() {
    Grant.Item claimed = claimOne();
    scripts.claims.renew(2 * LEASE, List.of(TestClaim.of(claimed)), Map.of());
    offset.addAndGet(2 * LEASE - SECOND);
    assertThat(claim()).extracting(Grant.Item::id).doesNotContain(claimed.id());
    offset.addAndGet(2 * SECOND);
    assertThat(claim()).extracting(Grant.Item::id).contains(claimed.id());
  }

  @Test
  void whatIsGivenBackGoesFirst() {
    Grant.Item claimed = claimOne();
    syncFor(1);
    scripts.claims.release(scripts.session.epoch(), -1, RETENTION, List.of(TestClaim.of(claimed)));
    assertThat(scripts.heartbeats.send(false).lateMicros()).isLessThan(3 * SECOND);
    assertThat(claimOne().id()).isEqualTo(claimed.id());
  }

  @Test
  void backoffIsStretchedToo() {
    Grant.Item claimed = claimOne();
    ItemFields failed = commit(claimed, PERIOD, Outcome.FAILED);
    StretchedTime now = stretch();
    assertThat(now.stretch()).isGreaterThan(1.5);
    assertThat(now.due(failed) - now.now())
        .isCloseTo((long) (now.stretch() * PERIOD), within(SECOND / 5));
  }

  @Test
  void onceTheRateSufficesItemsGoEarlyButNotBeforeTheirUnstretchedTime() {
    scripts.control.retune(1000, 100, PERIOD);
    offset.addAndGet(SECOND / 10);
    long now = scripts.heartbeats.send(false).nowMicros();
    for (int i = 0; i < 2; i++) {
      claim().forEach(item -> commit(item, PERIOD, Outcome.UNCHANGED));
    }
    for (int i = 0; i < ITEMS; i++) {
      ItemFields fields = stored("i" + i);
      assertThat(fields.due()).as("i%s is synced once it is due", i).isGreaterThan(now);
    }
    int synced = 0;
    for (int i = 0; i < 100; i++) {
      offset.addAndGet(SECOND / 10);
      for (Grant.Item item : claim()) {
        ItemFields before = item.fields();
        long at = scripts.heartbeats.send(false).nowMicros();
        assertThat(at - before.synced()).isGreaterThanOrEqualTo(PERIOD - SECOND / 20);
        commit(item, PERIOD, Outcome.UNCHANGED);
        synced++;
      }
    }
    assertThat(synced).as("five periods").isBetween(4 * ITEMS, 5 * ITEMS);
    assertThat(stretch().stretch()).isCloseTo(1, within(0.05));
  }

  @Test
  void changedPeriodScalesWhatIsLeftOfStretchedIntervals() {
    StretchedTime before = stretch();
    List<Long> left = new ArrayList<>();
    for (int i = 0; i < ITEMS; i++) {
      left.add(before.due(stored("i" + i)) - before.now());
    }
    scripts.control.retune(TPS, 1, 3 * PERIOD);
    scripts.control.rescale();
    StretchedTime after = stretch();
    for (int i = 0; i < ITEMS; i++) {
      long expected = left.get(i) > 0 ? 3 * left.get(i) : left.get(i);
      assertThat(after.due(stored("i" + i)) - after.now()).isCloseTo(expected, within(SECOND / 5));
    }
  }

  @Test
  void refreshIsNeitherStretchedNorLate() {
    syncFor(1);
    String last = lastDue();
    scripts.claims.hasten(List.of(last));
    assertThat(scripts.heartbeats.send(false).lateMicros()).isLessThan(SECOND);
    assertThat(claimOne().id()).isEqualTo(last);
  }

  private String lastDue() {
    StretchedTime now = stretch();
    String last = "i0";
    for (int i = 1; i < ITEMS; i++) {
      last = now.due(stored("i" + i)) > now.due(stored(last)) ? "i" + i : last;
    }
    return last;
  }

  @Test
  void whatIsPutBackAfterALossIsDueWhenItWas() {
    StretchedTime before = stretch();
    assertThat(before.behind()).isGreaterThan(5 * SECOND);
    List<PutBack> known = new ArrayList<>(List.of(new PutBack.Stretch(before)));
    for (int i = 0; i < ITEMS; i++) {
      known.add(new PutBack.Item("i" + i, stored("i" + i), STATE));
    }
    try (RedisConnection connection = REDIS.connections().getConnection()) {
      connection.serverCommands().flushAll();
    }
    scripts.epochs.open(false, Known.version(1000), new ClusterSettings(TPS, 1, PERIOD, 1, false));
    assertThat(scripts.restore.putBack(LEASE, RETENTION, 1000, known).absent()).isEqualTo(ITEMS);
    StretchedTime after = stretch();
    assertThat(after.behind()).isCloseTo(before.behind(), within(SECOND / 2));
    assertThat(after.stretch()).isCloseTo(before.stretch(), within(0.01));
    assertThat(scripts.heartbeats.send(false).overdue()).isLessThanOrEqualTo(3);
  }

  @Test
  void stretchThatIsPutBackGoesOnUntilTheEpochOpens() {
    StretchedTime before = stretch();
    try (RedisConnection connection = REDIS.connections().getConnection()) {
      connection.serverCommands().flushAll();
    }
    scripts.epochs.open(false, Known.version(1000), new ClusterSettings(TPS, 1, PERIOD, 1, false));
    scripts.restore.putBack(LEASE, RETENTION, 1000, List.of(new PutBack.Stretch(before)));
    long began = scripts.heartbeats.send(false).nowMicros();
    for (int i = 0; i < 29; i++) {
      offset.addAndGet(SECOND / 10);
      assertThat(claim()).isEmpty();
      assertThat(stretch().stretch()).isCloseTo(before.stretch(), within(0.01));
    }
    long passed = scripts.heartbeats.send(false).nowMicros() - began;
    assertThat((double) stretch().behind() - before.behind())
        .isCloseTo(passed * (1 - 1 / before.stretch()), within(0.1 * SECOND));
  }

  @Test
  void pauseStretchesNothing() {
    double before = stretch().stretch();
    scripts.control.pause(true);
    for (int i = 0; i < 30; i++) {
      offset.addAndGet(SECOND);
      claim();
      assertThat(stretch().stretch()).isCloseTo(before, within(0.15));
    }
    assertThat(scripts.heartbeats.send(false).lateMicros()).isGreaterThan(20 * SECOND);
  }

  @Test
  void clockOfRedisThatStepsBackMovesNoItem() {
    StretchedTime before = stretch();
    offset.addAndGet(-3600 * SECOND);
    StretchedTime after = stretch();
    assertThat(after.behind()).isCloseTo(before.behind(), within(SECOND));
    assertThat(syncFor(10)).hasSizeBetween(9 * TPS, 10 * TPS + 5);
  }

  @Test
  void nothingIsStretchedIfAnyNumberOfCallsIsPermitted() {
    scripts.control.retune(0, 1, PERIOD);
    claim().forEach(item -> commit(item, PERIOD, Outcome.UNCHANGED));
    // What is due is soon claimed: in larger steps the stretched time would wait for it.
    assertThat(syncFor(10, 100)).hasSizeBetween(10 * 10 - ITEMS, 10 * 10 + ITEMS);
    assertThat(stretch().stretch()).isCloseTo(1, within(0.05));
  }
}
