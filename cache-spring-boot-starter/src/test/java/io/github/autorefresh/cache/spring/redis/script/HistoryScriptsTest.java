package io.github.autorefresh.cache.spring.redis.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spring.redis.RedisForTests;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.RedisConnection;

/** What scripts store of the past of an item, if the cadence is learned. */
@Tag("any-jdk")
class HistoryScriptsTest {

  @RegisterExtension static final RedisForTests REDIS = new RedisForTests();

  private static final long SECOND = TimeUnit.SECONDS.toMicros(1);
  private static final long LEASE = 3600 * SECOND;
  private static final long RETENTION = 3600 * SECOND;
  private static final EncodedItem STATE =
      new EncodedItem("state".getBytes(StandardCharsets.UTF_8));
  private static final ItemHistory.Planned PLANNED = new ItemHistory.Planned(2.5f, 1);

  private static int stores;

  private final AtomicLong offset = new AtomicLong();
  private final String prefix = "histories-" + stores++;
  private final TestScripts scripts = TestScripts.of(REDIS.connections(), prefix, offset::get);
  private long requests;

  @BeforeEach
  void createOne() {
    scripts.epochs.open(false, Known.NOTHING, new ClusterSettings(0, 10, 30 * SECOND, 0, false));
    scripts.creations.reserve("a", "token", LEASE, 0);
    scripts.creations.fulfil("a", "token", 0, ItemPeriod.OF_CACHE, RETENTION, STATE, 0, false);
  }

  private record TestClaim(String id, long generation, int run) implements Fence {}

  private Grant.Item claim() {
    return scripts.claims.claim(0, ++requests, LEASE, 1, 1, 0).items().get(0);
  }

  private ItemFields commit(Outcome outcome, ItemHistory.@Nullable Planned planned) {
    return commit(claim(), outcome, CommittedOutcome.Mark.NONE, planned);
  }

  private ItemFields commit(
      Grant.Item claimed,
      Outcome outcome,
      CommittedOutcome.Mark mark,
      ItemHistory.@Nullable Planned planned) {
    ItemFields fields = claimed.fields();
    CommittedOutcome committed =
        new CommittedOutcome(
            new TestClaim("a", fields.generation(), fields.run()),
            outcome,
            ItemPeriod.OF_CACHE,
            0,
            outcome == Outcome.FAILED ? 1 : 0,
            false,
            mark,
            outcome == Outcome.UPDATED ? STATE : null,
            null,
            planned);
    return scripts
        .claims
        .commit(scripts.session.epoch(), RETENTION, 1, 0, List.of(committed))
        .get(0);
  }

  private void pass(long seconds) {
    offset.addAndGet(seconds * SECOND);
  }

  private ItemFields stored() {
    return scripts.changes.read(List.of("a")).get(0).item().fields();
  }

  private int storedBytes() {
    byte[] items = ("{" + prefix + ":jobs}:v1:items").getBytes(StandardCharsets.UTF_8);
    try (RedisConnection connection = REDIS.connections().getConnection()) {
      return connection.hashCommands().hGet(items, "a".getBytes(StandardCharsets.UTF_8)).length;
    }
  }

  @Test
  void fixedCadenceStoresNothingMore() {
    int bytes = storedBytes();
    pass(10);
    assertThat(commit(Outcome.UPDATED, null).history()).isNull();
    assertThat(storedBytes()).isEqualTo(bytes).isEqualTo(stored().packed().length);
  }

  @Test
  void changeIsOfTheMiddleOfTheInterval() {
    pass(10);
    ItemFields first = commit(Outcome.UPDATED, PLANNED);
    assertThat(first.history())
        .isEqualTo(new ItemHistory((first.created() + first.synced()) / 2, 2.5f, 1));
    pass(20);
    ItemFields second = commit(Outcome.UPDATED, new ItemHistory.Planned(0.1f, 3));
    assertThat(second.history())
        .isEqualTo(new ItemHistory((first.synced() + second.synced()) / 2, 0.1f, 3));
    assertThat(stored()).isEqualTo(second);
    assertThat(storedBytes()).isEqualTo(second.packed().length);
  }

  @Test
  void unchangedStateIsAsOldAsItWas() {
    ItemFields first = commit(Outcome.UNCHANGED, PLANNED);
    assertThat(first.history()).isEqualTo(new ItemHistory(first.created(), 2.5f, 1));
    pass(10);
    long changed = commit(Outcome.UPDATED, PLANNED).history().changed();
    pass(10);
    assertThat(commit(Outcome.UNCHANGED, new ItemHistory.Planned(4, 0)).history())
        .isEqualTo(new ItemHistory(changed, 4, 0));
  }

  @Test
  void failureLeavesItAlone() {
    pass(10);
    ItemFields known = commit(Outcome.UPDATED, PLANNED);
    pass(10);
    assertThat(commit(Outcome.FAILED, null).history()).isEqualTo(known.history());
  }

  @Test
  void outcomeThatArrivesTwiceCountsOnce() {
    pass(10);
    Grant.Item claimed = claim();
    ItemFields first = commit(claimed, Outcome.UPDATED, CommittedOutcome.Mark.NONE, PLANNED);
    pass(10);
    assertThat(commit(claimed, Outcome.UPDATED, CommittedOutcome.Mark.NONE, PLANNED))
        .isEqualTo(first);
  }

  /** Both are behind the other fields. */
  @Test
  void markAndHistoryDoNotHarmEachOther() {
    pass(10);
    ItemFields marked = commit(claim(), Outcome.UPDATED, CommittedOutcome.Mark.WANTED, PLANNED);
    assertThat(marked.isMarked()).isTrue();
    assertThat(marked.history().interval()).isEqualTo(2.5f);
    assertThat(stored()).isEqualTo(marked);
    pass(10);
    ItemFields unchanged = commit(Outcome.UNCHANGED, PLANNED);
    assertThat(unchanged.marked()).isEqualTo(marked.marked());
    assertThat(unchanged.history()).isEqualTo(marked.history());
    assertThat(commit(Outcome.UNCHANGED, null).history()).isNull();
    assertThat(stored().marked()).isEqualTo(marked.marked());
  }

  @Test
  void whatElseHappensToAnItemLeavesItAlone() {
    pass(10);
    ItemHistory known = commit(Outcome.UPDATED, PLANNED).history();
    pass(10);
    ItemFields claimed = claim().fields();
    assertThat(claimed.history()).isEqualTo(known);
    TestClaim claim = new TestClaim("a", claimed.generation(), claimed.run());
    scripts.claims.release(scripts.session.epoch(), 100 * SECOND, RETENTION, List.of(claim));
    scripts.control.retune(0, 10, 60 * SECOND);
    scripts.control.rescale();
    scripts.claims.hasten(List.of("a"));
    assertThat(claim().fields().history()).isEqualTo(known);
  }

  @Test
  void claimTellsWhatSomebodyHasAskedForAndTheTime() {
    commit(Outcome.UNCHANGED, PLANNED);
    pass(10);
    Grant byClock = scripts.claims.claim(0, ++requests, LEASE, 1, 1, 0);
    assertThat(byClock.items().get(0).hastened()).isFalse();
    assertThat(byClock.now() - byClock.items().get(0).fields().synced())
        .isBetween(10 * SECOND, 20 * SECOND);
    commit(byClock.items().get(0), Outcome.UNCHANGED, CommittedOutcome.Mark.NONE, PLANNED);
    scripts.claims.hasten(List.of("a"));
    assertThat(claim().hastened()).isTrue();
  }

  @Test
  void itemThatIsPutBackBringsIt() {
    pass(10);
    ItemFields known = commit(Outcome.UPDATED, PLANNED);
    try (RedisConnection connection = REDIS.connections().getConnection()) {
      connection.serverCommands().flushAll();
    }
    scripts.epochs.open(
        false, Known.version(known.version()), new ClusterSettings(0, 10, 30 * SECOND, 0, false));
    scripts.restore.putBack(
        LEASE, RETENTION, known.version(), List.of(new PutBack.Item("a", known, STATE)));
    assertThat(stored().history()).isEqualTo(known.history());
  }
}
