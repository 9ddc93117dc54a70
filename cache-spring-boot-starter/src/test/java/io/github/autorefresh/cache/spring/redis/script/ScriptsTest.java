package io.github.autorefresh.cache.spring.redis.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spring.redis.RedisForTests;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.data.redis.connection.RedisConnection;

/**
 * What a script decides alone: in a Redis whose clock is moved by hand, and by which nothing waits.
 */
@Tag("any-jdk")
class ScriptsTest {

  @RegisterExtension static final RedisForTests REDIS = new RedisForTests();

  private static final long SECOND = TimeUnit.SECONDS.toMicros(1);
  private static final long LEASE = 30 * SECOND;
  private static final long RETENTION = 3600 * SECOND;
  private static final long OPENING = 3 * SECOND;
  private static final ClusterSettings UNLIMITED =
      new ClusterSettings(0, 10, 30 * SECOND, 0, false);

  private static final RemovalStep ABSENT = new RemovalStep.Absent();
  private static final RemovalStep BUSY = new RemovalStep.Busy();
  private static final CreationStep IN_CREATION = new CreationStep.Busy();

  private static int stores;

  private final ItemFormat<Job> format =
      new ItemFormat<>(
          job -> ("" + job.version()).getBytes(StandardCharsets.UTF_8),
          (id, bytes) ->
              new Job(
                  id, Integer.parseInt(new String(bytes, StandardCharsets.UTF_8)), false, null));

  private final AtomicLong offset = new AtomicLong();
  private final String prefix = "scripts-" + stores++;

  @BeforeEach
  void flush() {
    try (RedisConnection connection = REDIS.connections().getConnection()) {
      connection.serverCommands().flushAll();
    }
  }

  /** Those of another replica. */
  private TestScripts replica() {
    return TestScripts.of(REDIS.connections(), prefix, offset::get);
  }

  private TestScripts joined() {
    TestScripts scripts = replica();
    scripts.epochs.open(false, Known.NOTHING, UNLIMITED);
    return scripts;
  }

  private static void create(TestScripts scripts, String id, EncodedItem state) {
    assertThat(scripts.creations.reserve(id, "token", LEASE, 0))
        .isInstanceOf(CreationStep.Granted.class);
    assertThat(
            scripts.creations.fulfil(
                id, "token", 0, ItemPeriod.OF_CACHE, RETENTION, state, 0, false))
        .isInstanceOf(CreationStep.Created.class);
  }

  private void create(TestScripts scripts, String... ids) {
    for (String id : ids) {
      create(scripts, id, format.encode(Job.of(id)));
    }
  }

  private static String command(String name, String... arguments) {
    byte[][] bytes =
        List.of(arguments).stream()
            .map(argument -> argument.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    try (RedisConnection connection = REDIS.connections().getConnection()) {
      Object answer = connection.execute(name, bytes);
      return answer instanceof byte[] text
          ? new String(text, StandardCharsets.UTF_8)
          : String.valueOf(answer);
    }
  }

  private String key(String name) {
    return "{" + prefix + ":jobs}:v1:" + name;
  }

  private record TestClaim(String id, long generation, int run) implements Fence {
    static TestClaim of(Grant.Item item) {
      return new TestClaim(item.id(), item.fields().generation(), item.fields().run());
    }
  }

  private CommittedOutcome updated(Grant.Item item, Job state) {
    return new CommittedOutcome(
        TestClaim.of(item),
        Outcome.UPDATED,
        state.isTerminal() ? ItemPeriod.TERMINAL : ItemPeriod.OF_CACHE,
        Duration.ofSeconds(30).toNanos(),
        0,
        false,
        CommittedOutcome.Mark.NONE,
        format.encode(state),
        null,
        null);
  }

  // Claims whose answers are lost.

  @Test
  void claimThatIsSentAgainIsGrantedOnce() {
    TestScripts scripts = joined();
    create(scripts, "a", "b", "c");
    List<Grant.Item> first = scripts.claims.claim(0, 1, LEASE, 2, 1, 0).items();
    List<Grant.Item> again = scripts.claims.claim(0, 1, LEASE, 2, 1, 0).items();
    assertThat(again).isEqualTo(first).hasSize(2);
    assertThat(scripts.claims.claim(0, 2, LEASE, 2, 1, 0).items()).hasSize(1);
  }

  @Test
  void claimWhoseAnswerWasLostIsToldOfAndGivenBackAtOnce() {
    TestScripts scripts = joined();
    create(scripts, "a", "b");
    scripts.claims.claim(0, 1, LEASE, 2, 1, 0); // and nobody hears the answer
    assertThat(scripts.claims.claim(1, 1, LEASE, 2, 1, 0).items()).isEmpty();
    List<Grant.Item> granted = scripts.claims.recall(0, 1);
    assertThat(granted).hasSize(2);
    scripts.claims.release(
        scripts.session.epoch(), -1, RETENTION, granted.stream().map(TestClaim::of).toList());
    assertThat(scripts.claims.claim(1, 2, LEASE, 2, 1, 0).items()).hasSize(2);
  }

  @Test
  void claimThatArrivesAfterItWasAskedAboutIsGrantedNothing() {
    TestScripts scripts = joined();
    create(scripts, "a");
    assertThat(scripts.claims.recall(0, 1)).isEmpty();
    assertThat(scripts.claims.claim(0, 1, LEASE, 1, 1, 0).items()).isEmpty();
    assertThat(scripts.claims.claim(0, 2, LEASE, 1, 1, 0).items()).hasSize(1);
  }

  @Test
  void recallDoesNotTellOfWhatAnotherHasClaimedSince() {
    TestScripts slow = joined();
    TestScripts other = joined();
    create(slow, "a");
    slow.claims.claim(0, 1, LEASE, 1, 1, 0);
    offset.addAndGet(2 * LEASE);
    assertThat(other.claims.claim(0, 1, LEASE, 1, 1, 0).items()).hasSize(1);
    assertThat(slow.claims.recall(0, 1)).isEmpty();
  }

  @Test
  void commitThatArrivesTwiceCountsOnce() {
    TestScripts scripts = joined();
    create(scripts, "a");
    Grant.Item claimed = scripts.claims.claim(0, 1, LEASE, 1, 1, 0).items().get(0);
    List<CommittedOutcome> outcome = List.of(updated(claimed, Job.of("a").next()));
    ItemFields first =
        scripts.claims.commit(scripts.session.epoch(), RETENTION, 1, 0, outcome).get(0);
    assertThat(scripts.claims.commit(scripts.session.epoch(), RETENTION, 1, 0, outcome))
        .containsExactly(first);
    assertThat(first.version()).isGreaterThan(first.generation());
  }

  // Lanes.

  /** What is due by the clock, synced before; then new items; then items that were asked for. */
  private TestScripts withWorkInAllLanes() {
    TestScripts scripts = joined();
    create(scripts, ids("old", 8));
    List<CommittedOutcome> synced = new ArrayList<>();
    scripts
        .claims
        .claim(0, 1, LEASE, 8, 1, 0)
        .items()
        .forEach(item -> synced.add(updated(item, Job.of(item.id()).next())));
    scripts.claims.commit(scripts.session.epoch(), RETENTION, 1, 0, synced);
    offset.addAndGet(60 * SECOND);
    create(scripts, ids("new", 4));
    offset.addAndGet(SECOND);
    scripts.claims.hasten(List.of("old4", "old5", "old6", "old7"));
    return scripts;
  }

  private static String[] ids(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toArray(String[]::new);
  }

  private static List<String> claimed(Grant grant) {
    return grant.items().stream().map(Grant.Item::id).toList();
  }

  @Test
  void ofFourPermitsTwoGoToWhatWasAskedForAndOneToWhatIsNew() {
    TestScripts scripts = withWorkInAllLanes();
    assertThat(claimed(scripts.claims.claim(0, 2, LEASE, 3, 1, 0)))
        .containsExactly("old4", "new0", "old5");
    assertThat(claimed(scripts.claims.claim(0, 3, LEASE, 1, 1, 0))).containsExactly("old0");
    assertThat(claimed(scripts.claims.claim(0, 4, LEASE, 4, 1, 0)))
        .containsExactly("old6", "new1", "old7", "old1");
    assertThat(claimed(scripts.claims.claim(0, 5, LEASE, 4, 1, 0)))
        .as("nobody asks any more")
        .containsExactly("new2", "new3", "old2", "old3");
  }

  @Test
  void batchIsOneTurnAndIsFilledFromOtherLanes() {
    TestScripts scripts = withWorkInAllLanes();
    assertThat(claimed(scripts.claims.claim(0, 2, LEASE, 12, 6, 0)))
        .startsWith("old4", "old5", "old6", "old7", "new0", "new1", "new2", "new3")
        .hasSize(12);
  }

  @Test
  void whatIsGivenBackReturnsToItsLaneAndIsToldAsOverdueInAll() {
    TestScripts scripts = withWorkInAllLanes();
    assertThat(scripts.heartbeats.send(false).overdue()).isEqualTo(12);
    assertThat(scripts.heartbeats.send(false).lateMicros()).isBetween(31 * SECOND, 40 * SECOND);
    List<Grant.Item> some = scripts.claims.claim(0, 2, LEASE, 2, 1, 0).items();
    scripts.claims.release(
        scripts.session.epoch(), -1, RETENTION, some.stream().map(TestClaim::of).toList());
    assertThat(claimed(scripts.claims.claim(0, 3, LEASE, 2, 1, 0))).containsExactly("old4", "old0");
    assertThat(claimed(scripts.claims.claim(0, 4, LEASE, 2, 1, 0))).containsExactly("old5", "new0");
  }

  @Test
  void whatWasAskedForIsDueByTheClockAfterItsSync() {
    TestScripts scripts = joined();
    create(scripts, "a");
    scripts.claims.hasten(List.of("a"));
    Grant.Item claimed = scripts.claims.claim(0, 1, LEASE, 1, 1, 0).items().get(0);
    scripts.claims.commit(
        scripts.session.epoch(), RETENTION, 1, 0, List.of(updated(claimed, Job.of("a").next())));
    assertThat(scripts.claims.claim(0, 2, LEASE, 1, 1, 0).items()).isEmpty();
    offset.addAndGet(29 * SECOND);
    assertThat(scripts.claims.claim(0, 3, LEASE, 1, 1, 0).items()).isEmpty();
    offset.addAndGet(2 * SECOND);
    assertThat(scripts.claims.claim(0, 4, LEASE, 1, 1, 0).items()).hasSize(1);
  }

  /** As a replica that cannot read them does. */
  private void giveBackForLater(TestScripts scripts, long delay, Grant.Item item) {
    scripts.claims.release(scripts.session.epoch(), delay, RETENTION, List.of(TestClaim.of(item)));
  }

  @Test
  void whatIsGivenBackForLaterIsDueThenInItsLane() {
    TestScripts scripts = withWorkInAllLanes();
    Grant.Item asked = scripts.claims.claim(0, 2, LEASE, 1, 1, 0).items().get(0);
    giveBackForLater(scripts, SECOND, asked);
    assertThat(claimed(scripts.claims.claim(0, 3, LEASE, 2, 1, 0))).containsExactly("new0", "old5");
    offset.addAndGet(2 * SECOND);
    assertThat(claimed(scripts.claims.claim(0, 4, LEASE, 12, 1, 0))).contains(asked.id());
  }

  @Test
  void refreshMakesDueNowWhatWasAskedForAndGivenBackForLater() {
    TestScripts unable = joined();
    TestScripts able = joined();
    create(able, "a");
    able.claims.hasten(List.of("a"));
    Grant.Item claimed = unable.claims.claim(0, 1, LEASE, 1, 1, 0).items().get(0);
    giveBackForLater(unable, 3600 * SECOND, claimed);
    assertThat(able.claims.claim(0, 1, LEASE, 1, 1, 0).items()).isEmpty();
    able.claims.hasten(List.of("a"));
    Grant.Item again = able.claims.claim(0, 2, LEASE, 1, 1, 0).items().get(0);
    assertThat(again.hastened()).isTrue();
    able.claims.commit(
        able.session.epoch(), RETENTION, 1, 0, List.of(updated(again, Job.of("a").next())));
    assertThat(able.claims.claim(0, 3, LEASE, 1, 1, 0).items()).as("once only").isEmpty();
  }

  @Test
  void refreshOfWhatIsDueByAnEarlierOneKeepsItsPlace() {
    TestScripts scripts = joined();
    create(scripts, "a", "b");
    scripts.claims.hasten(List.of("a"));
    offset.addAndGet(SECOND);
    scripts.claims.hasten(List.of("b"));
    offset.addAndGet(SECOND);
    scripts.claims.hasten(List.of("a"));
    assertThat(claimed(scripts.claims.claim(0, 1, LEASE, 2, 1, 0))).containsExactly("a", "b");
  }

  // Epochs.

  @Test
  void firstEpochIsOpenAtOnceAndOneThatFollowsAnotherIsNot() {
    TestScripts scripts = replica();
    assertThat(scripts.epochs.open(false, Known.NOTHING, UNLIMITED).opensInNanos()).isZero();
    create(scripts, "a");
    Opening second = scripts.epochs.open(true, Known.NOTHING, UNLIMITED);
    assertThat(second.begun()).isTrue();
    assertThat(second.epoch().lineage()).isNotEmpty();
    Grant grant = scripts.claims.claim(0, 1, LEASE, 1, 1, 0);
    assertThat(grant.items()).isEmpty();
    assertThat(grant.waitMicros()).isPositive().isLessThanOrEqualTo(OPENING);
    assertThat(scripts.creations.reserve("b", "t", LEASE, 0)).isInstanceOf(CreationStep.Busy.class);
    offset.addAndGet(OPENING);
    assertThat(scripts.claims.claim(0, 2, LEASE, 1, 1, 0).items()).hasSize(1);
    assertThat(scripts.creations.reserve("b", "t", LEASE, 0))
        .isInstanceOf(CreationStep.Granted.class);
  }

  @Test
  void claimOfAnEpochThatHasEndedCommitsNothing() {
    TestScripts one = joined();
    TestScripts two = joined();
    create(one, "a");
    Grant.Item claimed = one.claims.claim(0, 1, LEASE, 1, 1, 0).items().get(0);
    Epoch before = one.session.epoch();
    two.epochs.open(true, Known.NOTHING, UNLIMITED);
    assertThatThrownBy(
            () ->
                one.claims.commit(
                    before, RETENTION, 1, 0, List.of(updated(claimed, Job.of("a").next()))))
        .isInstanceOf(CacheUnavailableException.class)
        .hasCauseInstanceOf(EpochEndedException.class);
  }

  @Test
  void claimAndReservationThatWerePutBackGoOn() {
    TestScripts scripts = joined();
    create(scripts, "a");
    Grant.Item claimed = scripts.claims.claim(0, 1, LEASE, 1, 1, 0).items().get(0);
    flush();
    scripts.epochs.open(false, Known.version(10), UNLIMITED);
    List<PutBack> all =
        List.of(
            new PutBack.Item("a", claimed.fields(), format.encode(Job.of("a"))),
            new PutBack.Claim(TestClaim.of(claimed)),
            new PutBack.Reservation("b", "mine"));
    PutBackAnswer answer = scripts.restore.putBack(LEASE, RETENTION, 10, all);
    assertThat(answer.absent()).isEqualTo(1);
    assertThat(answer.kept()).containsExactly(all.get(1), all.get(2));
    offset.addAndGet(OPENING);
    assertThat(scripts.claims.claim(0, 2, LEASE, 1, 1, 0).items()).isEmpty();
    assertThat(scripts.creations.reserve("b", "other", LEASE, 0))
        .isInstanceOf(CreationStep.Busy.class);
    assertThat(
            scripts.claims.commit(
                scripts.session.epoch(),
                RETENTION,
                1,
                0,
                List.of(updated(claimed, Job.of("a").next()))))
        .doesNotContainNull();
  }

  @Test
  void numbersOfANewEpochAreLaterThanAllOfTheOneBefore() {
    TestScripts one = joined();
    TestScripts two = joined();
    create(one, "a", "b", "c");
    long known = one.changes.changes(0).sequence();
    flush();
    two.epochs.open(false, Known.NOTHING, UNLIMITED); // it has seen nothing of all that
    one.epochs.open(false, Known.version(known), UNLIMITED);
    offset.addAndGet(OPENING);
    create(two, "d");
    assertThat(two.changes.changes(0).sequence()).isGreaterThan(known);
  }

  @Test
  void sequenceThatIsRaisedIsStored() {
    TestScripts scripts = joined();
    create(scripts, "a");
    scripts.epochs.open(false, Known.version(1000), UNLIMITED);
    assertThat(command("HGET", key("control"), "sequence")).isEqualTo("1000");
  }

  @Test
  void foreignEpochIsLeftAlone() {
    TestScripts old = joined();
    create(old, "old");
    Epoch known = old.session.epoch();
    flush();
    TestScripts other = joined();
    create(other, "new");
    assertThatThrownBy(() -> old.epochs.open(false, Known.version(10), UNLIMITED))
        .isInstanceOf(CacheUnavailableException.class)
        .hasMessageContaining(known.id())
        .hasMessageContaining(other.session.epoch().id());
    assertThat(other.changes.changes(0).items()).extracting(StoredItem::id).containsExactly("new");
    assertThat(old.session.epoch()).isEqualTo(known);
  }

  @Test
  void emptyStoreOfAForeignEpochIsTakenOver() {
    TestScripts old = joined();
    create(old, "old");
    flush();
    TestScripts other = joined();
    Opening opening = old.epochs.open(false, Known.version(10), UNLIMITED);
    assertThat(opening.begun()).isTrue();
    assertThat(opening.epoch().lineage()).contains(other.session.epoch().id());
    assertThatThrownBy(() -> other.changes.changes(0))
        .hasCauseInstanceOf(EpochEndedException.class);
    assertThat(other.epochs.open(false, Known.NOTHING, UNLIMITED).epoch().id())
        .isEqualTo(opening.epoch().id());
  }

  @Test
  void lineageIsKeptForSixteenEpochs() {
    TestScripts scripts = joined();
    String first = scripts.session.epoch().id();
    for (int i = 0; i < 16; i++) {
      scripts.epochs.open(true, Known.NOTHING, UNLIMITED);
    }
    assertThat(scripts.session.epoch().lineage().split(",")).hasSize(16).contains(first);
    scripts.epochs.open(true, Known.NOTHING, UNLIMITED);
    assertThat(scripts.session.epoch().lineage().split(",")).hasSize(16).doesNotContain(first);
  }

  @Test
  void oneSnapshotIsKnownAgainHoweverOftenRedisFallsBackToIt() {
    TestScripts scripts = joined();
    create(scripts, "a");
    String snapshot = scripts.session.epoch().id();
    for (int i = 0; i < 40; i++) {
      scripts.epochs.open(true, Known.version(1), UNLIMITED); // something else is lost
      command("HSET", key("control"), "epoch", snapshot, "lineage", "");
      command("HSET", key("replicas"), "lineage", snapshot + ",");
      assertThat(scripts.epochs.open(false, Known.version(1), UNLIMITED).begun())
          .as("fallback %d", i)
          .isTrue();
    }
  }

  @Test
  void lossOfControlKeepsTheLineageOfANewReplica() {
    TestScripts old = joined();
    create(old, "a");
    command("DEL", key("control"));
    TestScripts fresh = replica();
    Opening opening = fresh.epochs.open(false, Known.NOTHING, UNLIMITED);
    assertThat(opening.opensInNanos()).isPositive();
    assertThat(opening.epoch().lineage()).contains(old.session.epoch().id());
    assertThat(old.epochs.open(false, Known.version(1), UNLIMITED).epoch().id())
        .isEqualTo(opening.epoch().id());
  }

  private ItemFields synced(TestScripts scripts) {
    create(scripts, "a");
    Grant.Item claimed = scripts.claims.claim(0, 1, LEASE, 1, 1, 0).items().get(0);
    CommittedOutcome outcome = updated(claimed, Job.of("a").next());
    return scripts.claims.commit(scripts.session.epoch(), RETENTION, 1, 0, List.of(outcome)).get(0);
  }

  @Test
  void timesGoOnIfTheClockIsSetBackWhileAllIsLost() {
    TestScripts one = joined();
    ItemFields known = synced(one);
    flush();
    offset.addAndGet(-120 * SECOND);
    one.epochs.open(false, new Known(known.version(), 0, known.synced()), UNLIMITED);
    assertThat(one.heartbeats.send(false).nowMicros()).isGreaterThan(known.synced());
  }

  @Test
  void timesGoOnIfWhoeverBeginsTheEpochDoesNotKnowThem() {
    TestScripts one = joined();
    ItemFields known = synced(one);
    command("DEL", key("control"));
    offset.addAndGet(-120 * SECOND);
    TestScripts fresh = joined();
    one.epochs.open(false, new Known(known.version(), 0, known.synced()), UNLIMITED);
    assertThat(fresh.heartbeats.send(false).nowMicros()).isGreaterThan(known.synced());
  }

  @Test
  void itemThatWasLostAndIsDeletedBeforeItIsPutBackStaysDeleted() {
    TestScripts one = joined();
    TestScripts two = joined();
    create(one, "a");
    ItemFields known = one.changes.changes(0).items().get(0).fields();
    command("DEL", key("items"));
    assertThat(two.removals.delete("a", null)).as("known by its state").isEqualTo(BUSY);
    assertThat(two.removals.delete("b", null)).isEqualTo(ABSENT);
    assertThat(two.removals.delete("a", known)).isInstanceOf(RemovalStep.Removed.class);
    assertThat(two.removals.delete("a", known)).as("once").isEqualTo(ABSENT);
    one.epochs.open(true, Known.version(known.version()), UNLIMITED);
    PutBack.Item lost = new PutBack.Item("a", known, format.encode(Job.of("a")));
    assertThat(one.restore.putBack(LEASE, RETENTION, 10, List.of(lost)).absent()).isZero();
    assertThat(one.changes.changes(0).items()).isEmpty();
  }

  @Test
  void idThatAnyKeyStillHasIsNeitherAbsentNorToBeCreated() {
    for (String left : List.of("states", "changes", "due", "terminal")) {
      flush();
      TestScripts scripts = joined();
      create(scripts, "a");
      if (left.equals("terminal")) {
        Grant.Item claimed = scripts.claims.claim(0, 1, LEASE, 1, 1, 0).items().get(0);
        CommittedOutcome last = updated(claimed, Job.of("a").terminal());
        scripts.claims.commit(scripts.session.epoch(), RETENTION, 1, 0, List.of(last));
      }
      for (String key : List.of("items", "states", "changes", "due", "terminal")) {
        if (!key.equals(left)) {
          command("DEL", key(key));
        }
      }
      assertThat(scripts.removals.delete("a", null)).as(left).isEqualTo(BUSY);
      assertThat(scripts.creations.reserve("a", "token", LEASE, 0)).as(left).isEqualTo(IN_CREATION);
      EncodedItem state = format.encode(Job.of("a"));
      assertThat(
              scripts.creations.fulfil("a", "", 0, ItemPeriod.OF_CACHE, RETENTION, state, 0, false))
          .as(left)
          .isEqualTo(IN_CREATION);
      create(scripts, "b");
    }
  }

  @Test
  void idOfWhichNoKeyIsLeftIsNeitherAbsentNorToBeCreatedUntilWhatLacksWasPutBack() {
    TestScripts one = joined();
    create(one, "a");
    one.epochs.open(true, Known.version(100), UNLIMITED);
    offset.addAndGet(OPENING);
    command("DEL", key("items"));
    one.restore.repair(LEASE, RETENTION);
    TestScripts two = joined();
    assertThat(two.removals.delete("a", null)).isEqualTo(BUSY);
    assertThat(two.creations.reserve("a", "token", LEASE, 0)).isEqualTo(IN_CREATION);
    repairInAnotherEpoch(one);
    assertThat(two.epochs.open(false, Known.NOTHING, UNLIMITED)).isNotNull();
    assertThat(two.removals.delete("a", null)).isEqualTo(ABSENT);
  }

  @Test
  void removalOfWhatWasLostIsThatOfALaterGenerationTooThatOthersPutBack() {
    TestScripts one = joined();
    create(one, "a");
    ItemFields known = one.changes.changes(0).items().get(0).fields();
    one.removals.delete("a", known);
    create(one, "a");
    ItemFields later = one.changes.changes(0).items().get(0).fields();
    command("DEL", key("items"), key("tombstones"));
    assertThat(one.removals.delete("a", known)).isInstanceOf(RemovalStep.Removed.class);
    one.epochs.open(true, Known.version(later.version()), UNLIMITED);
    PutBack.Item lost = new PutBack.Item("a", later, format.encode(Job.of("a")));
    assertThat(one.restore.putBack(LEASE, RETENTION, 10, List.of(lost)).absent()).isZero();
  }

  @Test
  void removalOfWhatMayBePutBackStillWaits() {
    TestScripts one = joined();
    create(one, "a");
    PutBack.Item lost =
        new PutBack.Item(
            "a", one.changes.changes(0).items().get(0).fields(), format.encode(Job.of("a")));
    command("FLUSHALL");
    one.epochs.open(true, Known.version(lost.fields().version()), UNLIMITED);
    TestScripts two = joined();
    assertThat(two.removals.delete("a", null)).isEqualTo(BUSY);
    one.restore.putBack(LEASE, RETENTION, 10, List.of(lost));
    assertThat(two.removals.delete("a", null)).isInstanceOf(RemovalStep.Removed.class);
    assertThat(two.removals.delete("b", null)).isEqualTo(BUSY);
    offset.addAndGet(OPENING);
    assertThat(two.removals.delete("b", null)).isEqualTo(ABSENT);
  }

  @Test
  void removalWhileAnEpochOpensIsThatOfLaterGenerationsTooThatOthersPutBack() {
    TestScripts one = joined();
    create(one, "a");
    EncodedItem state = format.encode(Job.of("a"));
    PutBack.Item first =
        new PutBack.Item("a", one.changes.changes(0).items().get(0).fields(), state);
    assertThat(one.removals.delete("a", null)).isInstanceOf(RemovalStep.Removed.class);
    create(one, "a");
    PutBack.Item second =
        new PutBack.Item("a", one.changes.changes(0).items().get(0).fields(), state);
    command("FLUSHALL");
    one.epochs.open(true, Known.version(first.fields().version()), UNLIMITED);
    one.restore.putBack(LEASE, RETENTION, 10, List.of(first));
    assertThat(one.removals.delete("a", null)).isInstanceOf(RemovalStep.Removed.class);
    TestScripts two = joined();
    assertThat(two.restore.putBack(LEASE, RETENTION, 10, List.of(second)).absent()).isZero();
    assertThat(two.changes.changes(0).items()).isEmpty();
    offset.addAndGet(OPENING);
    create(two, "a");
  }

  @Test
  void terminalStateThatIsPutBackEndsTheClaimThatRedisHasFallenBackTo() {
    TestScripts one = joined();
    create(one, "a");
    Grant.Item claimed = one.claims.claim(0, 1, LEASE, 1, 1, 0).items().get(0);
    ItemFields before = claimed.fields();
    ItemFields ended =
        new ItemFields(
            before.generation(),
            before.version() + 1,
            ItemPeriod.TERMINAL,
            before.created(),
            before.created() + SECOND,
            before.due(),
            0,
            before.run(),
            0);
    one.epochs.open(true, Known.version(ended.version()), UNLIMITED); // where "a" is claimed still
    List<PutBack> all =
        List.of(
            new PutBack.Item("a", ended, format.encode(Job.of("a").terminal())),
            new PutBack.Claim(TestClaim.of(claimed)));
    assertThat(one.restore.putBack(LEASE, RETENTION, 10, all).kept())
        .as("the claim is over")
        .isEmpty();
    offset.addAndGet(OPENING + 2 * LEASE);
    assertThat(one.claims.claim(0, 2, LEASE, 1, 1, 0).items()).isEmpty();
  }

  // Of two states of one generation.

  private static ItemFields fields(long version, long period, long synced) {
    return new ItemFields(1, version, period, 1, synced, 1, 0, 0, 0);
  }

  private int versionAfterPuttingBack(ItemFields first, ItemFields second) {
    TestScripts scripts = joined();
    scripts.restore.putBack(
        LEASE, RETENTION, 0, List.of(new PutBack.Item("a", first, format.encode(job(1)))));
    scripts.restore.putBack(
        LEASE, RETENTION, 0, List.of(new PutBack.Item("a", second, format.encode(job(2)))));
    StoredItem stands = scripts.changes.changes(0).items().get(0);
    return format.decode("a", stands.state()).version();
  }

  private static Job job(int version) {
    return new Job("a", version, false, null);
  }

  @Test
  void terminalStateWinsOverALaterOne() {
    ItemFields terminal = fields(5, ItemPeriod.TERMINAL, 10);
    ItemFields later = fields(6, ItemPeriod.OF_CACHE, 20);
    assertThat(versionAfterPuttingBack(terminal, later)).isEqualTo(1);
    flush();
    assertThat(versionAfterPuttingBack(later, terminal)).isEqualTo(2);
  }

  @Test
  void stateThatWasSyncedLaterWins() {
    ItemFields later = fields(5, ItemPeriod.OF_CACHE, 20);
    ItemFields higher = fields(9, ItemPeriod.OF_CACHE, 10);
    assertThat(versionAfterPuttingBack(later, higher)).isEqualTo(1);
    flush();
    assertThat(versionAfterPuttingBack(higher, later)).isEqualTo(2);
  }

  @Test
  void higherVersionWinsOfTwoThatWereSyncedAtOnce() {
    ItemFields lower = fields(5, ItemPeriod.OF_CACHE, 10);
    ItemFields higher = fields(9, ItemPeriod.OF_CACHE, 10);
    assertThat(versionAfterPuttingBack(lower, higher)).isEqualTo(2);
    flush();
    assertThat(versionAfterPuttingBack(higher, lower)).isEqualTo(1);
  }

  @Test
  void whatStandsIsLaterThanWhatIsKnownElsewhere() {
    TestScripts scripts = joined();
    ItemFields stands = fields(5, ItemPeriod.OF_CACHE, 20);
    ItemFields known = fields(900, ItemPeriod.OF_CACHE, 10);
    for (ItemFields each : List.of(stands, known)) {
      scripts.restore.putBack(
          LEASE, RETENTION, 0, List.of(new PutBack.Item("a", each, format.encode(job(1)))));
    }
    assertThat(scripts.changes.changes(0).items().get(0).fields().version()).isNotEqualTo(5);
  }

  @Test
  void whatWasAskedForIsStillDueWhenALaterStateIsPutBack() {
    TestScripts scripts = joined();
    create(scripts, "a");
    Grant.Item claimed = scripts.claims.claim(0, 1, LEASE, 1, 1, 0).items().get(0);
    Job state = Job.of("a").next();
    ItemFields known =
        scripts
            .claims
            .commit(scripts.session.epoch(), RETENTION, 1, 0, List.of(updated(claimed, state)))
            .get(0);
    command("HDEL", key("items"), "a");
    command("HDEL", key("states"), "a");
    PutBack older =
        new PutBack.Item("a", claimed.fields().dueAt(known.due()), format.encode(Job.of("a")));
    scripts.restore.putBack(LEASE, RETENTION, known.version(), List.of(older));
    scripts.claims.hasten(List.of("a"));
    PutBack later = new PutBack.Item("a", known, format.encode(state));
    scripts.restore.putBack(LEASE, RETENTION, known.version(), List.of(later));
    assertThat(scripts.claims.claim(0, 2, LEASE, 1, 1, 0).items()).hasSize(1);
  }

  private ItemFields commitTerminal(TestScripts scripts, boolean isHeld) {
    create(scripts, "a");
    Grant.Item claimed = scripts.claims.claim(0, 1, LEASE, 1, 1, 0).items().get(0);
    CommittedOutcome outcome =
        new CommittedOutcome(
            TestClaim.of(claimed),
            Outcome.UPDATED,
            ItemPeriod.TERMINAL,
            0,
            0,
            isHeld,
            CommittedOutcome.Mark.NONE,
            format.encode(Job.of("a")),
            null,
            null);
    ItemFields fields =
        scripts.claims.commit(scripts.session.epoch(), RETENTION, 1, 0, List.of(outcome)).get(0);
    scripts.claims.release(scripts.session.epoch(), -1, RETENTION, List.of(outcome.claim()));
    return fields;
  }

  private void assertExpiresAfterTheOtherHalf(TestScripts scripts) {
    assertThat(scripts.removals.expire().removed()).isEmpty();
    offset.addAndGet(RETENTION / 2 + SECOND);
    assertThat(scripts.removals.expire().removed())
        .extracting(RemovedItem::id)
        .containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatRemainsOfTheRetentionOfATerminalItemRemainsWhenItIsPutBack(boolean isHeld) {
    TestScripts scripts = joined();
    ItemFields ended = commitTerminal(scripts, isHeld);
    offset.addAndGet(RETENTION / 2);
    flush();
    scripts.epochs.open(false, Known.version(ended.version()), UNLIMITED);
    PutBack item = new PutBack.Item("a", ended, format.encode(Job.of("a")));
    scripts.restore.putBack(LEASE, RETENTION, ended.version(), List.of(item));
    assertExpiresAfterTheOtherHalf(scripts);
  }

  @Test
  void soItDoesWhenTheIndexOfTerminalItemsIsRepaired() {
    TestScripts scripts = joined();
    commitTerminal(scripts, false);
    offset.addAndGet(RETENTION / 2);
    command("DEL", key("terminal"));
    repairInAnotherEpoch(scripts);
    assertExpiresAfterTheOtherHalf(scripts);
  }

  @Test
  void itemThatWasRemovedIsNotPutBack() {
    TestScripts scripts = joined();
    ItemFields fields = fields(5, ItemPeriod.OF_CACHE, 20);
    scripts.restore.putBack(
        LEASE,
        RETENTION,
        0,
        List.of(
            new PutBack.Removal(new RemovedItem("a", fields, RemovalCause.GONE)),
            new PutBack.Item("a", fields, format.encode(job(1)))));
    assertThat(scripts.changes.changes(0).items()).isEmpty();
    assertThat(scripts.changes.changes(0).removals())
        .extracting(RemovedItem::cause)
        .containsExactly(RemovalCause.GONE);
  }

  @Test
  void removalThatIsPutBackIsReadByWhoeverReadsAll() {
    TestScripts scripts = joined();
    create(scripts, "a");
    RemovalStep.Removed removed = (RemovalStep.Removed) scripts.removals.delete("a", null);
    command("DEL", key("removals"));
    scripts.restore.putBack(LEASE, RETENTION, 0, List.of(new PutBack.Removal(removed.item())));
    assertThat(scripts.changes.changes(0).removals()).containsExactly(removed.item());
  }

  // Redis' clock.

  @Test
  void timeGoesOnWhenTheClockIsSetBack() {
    TestScripts scripts = joined();
    offset.set(120 * SECOND);
    create(scripts, "a");
    Grant.Item claimed = scripts.claims.claim(0, 1, LEASE, 1, 1, 0).items().get(0);
    offset.set(0);
    assertThat(scripts.heartbeats.send(false).shiftMicros()).isBetween(119 * SECOND, 120 * SECOND);
    create(scripts, "b");
    assertThat(scripts.claims.claim(0, 2, LEASE, 2, 1, 0).items())
        .extracting(Grant.Item::id)
        .containsExactly("b"); // what remains of the lease of the other one stands
    offset.set(LEASE + SECOND);
    assertThat(scripts.claims.claim(0, 3, LEASE, 2, 1, 0).items())
        .extracting(Grant.Item::id)
        .contains(claimed.id());
  }

  @Test
  void shiftOfTheClockIsPutBack() {
    TestScripts scripts = joined();
    create(scripts, "a");
    flush();
    assertThat(scripts.epochs.open(false, new Known(1, 50 * SECOND, 0), UNLIMITED).shiftMicros())
        .isEqualTo(50 * SECOND);
  }

  @Test
  void smallStepsBackShiftNothing() {
    TestScripts scripts = joined();
    offset.set(SECOND / 2);
    create(scripts, "a");
    offset.set(0);
    assertThat(scripts.heartbeats.send(false).shiftMicros()).isZero();
  }

  @Test
  void laterOfTwoSyncsStandsIfTimeStoodStillBetweenThem() {
    TestScripts scripts = joined();
    create(scripts, "a");
    offset.set(SECOND / 2);
    List<PutBack> synced = new ArrayList<>();
    for (int version = 1; version <= 2; version++) {
      Job state = new Job("a", version, false, null);
      Grant.Item claimed = scripts.claims.claim(0, version, LEASE, 1, 1, 0).items().get(0);
      CommittedOutcome outcome = updated(claimed, state);
      ItemFields fields =
          scripts.claims.commit(scripts.session.epoch(), RETENTION, 1, 0, List.of(outcome)).get(0);
      synced.add(new PutBack.Item("a", fields, format.encode(state)));
      offset.set(0);
      scripts.claims.release(scripts.session.epoch(), 0, RETENTION, List.of(outcome.claim()));
      scripts.claims.hasten(List.of("a"));
    }
    command("FLUSHALL");
    scripts.epochs.open(true, Known.version(100), UNLIMITED);
    synced.forEach(each -> scripts.restore.putBack(LEASE, RETENTION, 100, List.of(each)));
    assertThat(scripts.changes.changes(0).items())
        .extracting(item -> format.decode("a", item.state()).version())
        .containsExactly(2);
  }

  // Losses and fallbacks.

  @Test
  void fallbackIsNoticedByTheFirstScriptThatWrites() {
    TestScripts scripts = joined();
    List<Epoch> fallenBack = new ArrayList<>();
    scripts.session.onFallback(fallenBack::add);
    create(scripts, "a");
    command("HINCRBY", key("replicas"), "counter:" + scripts.session.replica(), "-1");
    assertThatThrownBy(() -> scripts.claims.claim(0, 1, LEASE, 1, 1, 0))
        .hasCauseInstanceOf(EpochEndedException.class);
    assertThat(fallenBack).containsExactly(scripts.session.epoch());
  }

  @Test
  void everyKeyThatIsLostIsMissedAndRepaired() {
    for (String lost :
        List.of("items", "states", "due", "terminal", "changes", "tombstones", "removals")) {
      flush();
      TestScripts scripts = joined();
      create(scripts, "a", "b", "gone");
      scripts.removals.delete("gone", null);
      Grant.Item claimed = scripts.claims.claim(0, 1, LEASE, 1, 1, 0).items().get(0);
      scripts.claims.commit(
          scripts.session.epoch(),
          RETENTION,
          1,
          0,
          List.of(updated(claimed, Job.of(claimed.id()).terminal())));
      assertThat(scripts.heartbeats.send(false).missing()).isEmpty();
      command("DEL", key(lost));
      assertThat(scripts.heartbeats.send(false).missing()).as("without %s", lost).isNotEmpty();
      repairInAnotherEpoch(scripts);
      if (List.of("items", "states", "tombstones").contains(lost)) { // which nobody puts back
        assertThat(scripts.heartbeats.send(false).missing())
            .isEqualTo("what was put back was lost again");
        repairInAnotherEpoch(scripts);
      }
      assertThat(scripts.heartbeats.send(false).missing()).as("after %s", lost).isEmpty();
    }
  }

  private void repairInAnotherEpoch(TestScripts scripts) {
    scripts.epochs.open(true, Known.version(100), UNLIMITED);
    assertThat(scripts.heartbeats.send(false).unchecked())
        .isFalse(); // nobody repairs before it is open
    offset.addAndGet(OPENING);
    assertThat(scripts.heartbeats.send(false).unchecked()).isTrue();
    scripts.restore.repair(LEASE, RETENTION);
    assertThat(scripts.heartbeats.send(false).unchecked()).isFalse();
  }

  @Test
  void whatIsLostAgainBeforeTheKeysAgreeIsPutBackOnceMoreHoweverOften() {
    for (String lost : List.of("items", "states")) {
      flush();
      TestScripts scripts = joined();
      create(scripts, "a", "b");
      List<PutBack> known = new ArrayList<>();
      scripts
          .changes
          .changes(0)
          .items()
          .forEach(item -> known.add(new PutBack.Item(item.id(), item.fields(), item.state())));
      for (int times = 0; times < 3; times++) {
        scripts.epochs.open(true, Known.version(100), UNLIMITED);
        scripts.restore.putBack(LEASE, RETENTION, 100, known);
        command("DEL", key(lost));
        offset.addAndGet(OPENING);
        scripts.restore.repair(LEASE, RETENTION);
        assertThat(scripts.heartbeats.send(false).missing())
            .as("lost again: %s, %d times", lost, times)
            .isNotEmpty();
      }
      scripts.epochs.open(true, Known.version(100), UNLIMITED);
      scripts.restore.putBack(LEASE, RETENTION, 100, known);
      offset.addAndGet(OPENING);
      scripts.restore.repair(LEASE, RETENTION);
      assertThat(scripts.heartbeats.send(false).missing()).isEmpty();
      assertThat(scripts.changes.changes(0).items())
          .extracting(item -> format.decode(item.id(), item.state()))
          .containsExactlyInAnyOrder(Job.of("a"), Job.of("b"));
    }
  }

  @Test
  void whoHasReadBeforeTheIndexOfChangesIsPutBackReadsAllThatItLacked() {
    TestScripts one = joined();
    create(one, "known", "unknown");
    ItemFields known = one.changes.read(List.of("known")).get(0).item().fields();
    command("DEL", key("changes"));
    one.epochs.open(true, Known.version(100), UNLIMITED);
    ChangePage first = one.changes.changes(0);
    assertThat(first.items()).isEmpty();
    EncodedItem state = format.encode(Job.of("known"));
    one.restore.putBack(LEASE, RETENTION, 100, List.of(new PutBack.Item("known", known, state)));
    ChangePage second = one.changes.changes(first.upTo());
    assertThat(second.items()).extracting(StoredItem::id).containsExactly("known");
    offset.addAndGet(OPENING);
    one.restore.repair(LEASE, RETENTION);
    assertThat(one.changes.changes(second.upTo()).items())
        .extracting(StoredItem::id)
        .containsExactly("unknown");
    assertThat(one.heartbeats.send(false).missing()).isEmpty();
  }

  @Test
  void readingTellsWhatWasRemovedFromWhatWasLost() {
    TestScripts scripts = joined();
    create(scripts, "there", "removed", "lost");
    RemovalStep removed = scripts.removals.delete("removed", null);
    command("HDEL", key("items"), "lost");
    List<Reading> readings = scripts.changes.read(List.of("there", "removed", "lost"));
    assertThat(readings.get(0).item()).isNotNull();
    assertThat(readings)
        .extracting(Reading::removal)
        .containsExactly(null, ((RemovalStep.Removed) removed).item(), null);
    assertThat(readings.get(2).item()).isNull();
  }

  @Test
  void readingAllLeavesOutWhatWasLost() {
    TestScripts scripts = joined();
    create(scripts, "there", "lost");
    command("HDEL", key("items"), "lost");
    assertThat(scripts.changes.changes(0).items())
        .extracting(StoredItem::id)
        .containsExactly("there");
  }

  @Test
  void itemWhoseStateIsLostForGoodCanBeDeleted() {
    TestScripts scripts = joined();
    create(scripts, "a");
    command("DEL", key("states"));
    repairInAnotherEpoch(scripts);
    repairInAnotherEpoch(scripts);
    assertThat(scripts.heartbeats.send(false).missing()).isEmpty();
    assertThat(scripts.removals.delete("a", null)).isInstanceOf(RemovalStep.Removed.class);
  }

  // Sizes.

  @Test
  void pageEndsAtAMebibyteOr256Items() {
    TestScripts scripts = joined();
    EncodedItem large = new EncodedItem(new byte[700 * 1024]);
    for (int i = 0; i < 5; i++) {
      create(scripts, "large-" + i, large);
    }
    create(scripts, IntStream.range(0, 600).mapToObj(i -> "small-" + i).toArray(String[]::new));
    List<ChangePage> pages = new ArrayList<>();
    long since = 0;
    do {
      ChangePage page = scripts.changes.changes(since);
      pages.add(page);
      since = page.upTo();
    } while (pages.get(pages.size() - 1).more());
    assertThat(pages)
        .allSatisfy(
            page -> {
              int bytes = page.items().stream().mapToInt(i -> i.state().bytes().length).sum();
              assertThat(page.items()).hasSizeLessThanOrEqualTo(256);
              assertThat(bytes <= 1 << 20 || page.items().size() == 1).isTrue();
            });
    assertThat(pages.stream().flatMap(page -> page.items().stream()).map(StoredItem::id))
        .hasSize(605)
        .doesNotHaveDuplicates();
  }

  @Test
  void readingStopsAtAMebibyte() {
    TestScripts scripts = joined();
    EncodedItem large = new EncodedItem(new byte[700 * 1024]);
    create(scripts, "a", large);
    create(scripts, "b", large);
    assertThat(scripts.changes.read(List.of("a", "b")))
        .extracting(Reading::id)
        .containsExactly("a");
  }

  @Test
  void errorIsKeptToTwoKibibytesOfWholeCharacters() {
    assertThat(CommittedOutcome.shortened("a" + "é".repeat(300_000)))
        .hasSizeLessThanOrEqualTo(2048)
        .hasSizeGreaterThan(2040)
        .asString(StandardCharsets.UTF_8)
        .endsWith("é");
    assertThat(CommittedOutcome.shortened("short")).asString().isEqualTo("short");
  }

  // Layout.

  @Test
  void newerLayoutIsNeitherReadNorWritten() {
    TestScripts scripts = joined();
    create(scripts, "a");
    command("HSET", key("control"), "layout", "2");
    assertThatThrownBy(() -> scripts.removals.delete("a", null))
        .isInstanceOf(CacheUnavailableException.class)
        .hasMessageContaining("LAYOUT 2 is in use, newer than 1");
    assertThat(command("HLEN", key("items"))).isEqualTo("1");
  }

  @Test
  void membersAreThoseWhoseHeartbeatWasLately() {
    TestScripts one = joined();
    TestScripts two = joined();
    one.heartbeats.send(false);
    two.heartbeats.send(false);
    assertThat(one.heartbeats.members(SECOND))
        .containsExactlyInAnyOrder(one.session.replica(), two.session.replica());
    offset.addAndGet(2 * SECOND);
    two.heartbeats.send(false);
    assertThat(one.heartbeats.members(SECOND)).containsExactly(two.session.replica());
  }
}
