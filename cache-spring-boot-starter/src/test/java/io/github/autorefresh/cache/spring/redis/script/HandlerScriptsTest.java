package io.github.autorefresh.cache.spring.redis.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spring.redis.RedisForTests;
import io.github.autorefresh.cache.spring.redis.script.CommittedOutcome.Mark;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.RedisConnection;

/**
 * What the scripts of handlers decide alone, and what becomes of marks when something is lost: in a
 * Redis whose clock is moved by hand.
 */
@Tag("any-jdk")
class HandlerScriptsTest {

  @RegisterExtension static final RedisForTests REDIS = new RedisForTests();

  private static final long SECOND = TimeUnit.SECONDS.toMicros(1);
  private static final long LEASE = 30 * SECOND;
  private static final long RETENTION = 3600 * SECOND;
  private static final long HANDLER_RETENTION = 86_400 * SECOND;
  private static final long OPENING = 3 * SECOND;
  private static final ClusterSettings UNLIMITED =
      new ClusterSettings(0, 10, 30 * SECOND, 0, false);
  private static final EncodedItem STATE =
      new EncodedItem("state".getBytes(StandardCharsets.UTF_8));

  private static int stores;

  private final AtomicLong offset = new AtomicLong();
  private final String prefix = "handlers-" + stores++;
  private Replica one;
  private Replica two;

  @BeforeEach
  void startTwo() {
    flush();
    one = new Replica();
    two = new Replica();
    one.open(false);
    two.open(false);
  }

  private static void flush() {
    command("FLUSHALL");
  }

  private static String command(String name, String... arguments) {
    byte[][] bytes =
        List.of(arguments).stream()
            .map(argument -> argument.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    try (RedisConnection connection = REDIS.connections().getConnection()) {
      return String.valueOf(connection.execute(name, bytes));
    }
  }

  private String key(String name) {
    return "{" + prefix + ":jobs}:v1:" + name;
  }

  private record TestClaim(String id, long generation, int run) implements Fence {}

  /** What one replica asks. */
  private final class Replica {
    final TestScripts scripts = TestScripts.of(REDIS.connections(), prefix, offset::get);
    final HandlerScripts handler = scripts.handler;
    private long requests;
    private long syncs;

    void open(boolean endKnown) {
      scripts.epochs.open(endKnown, Known.version(100), UNLIMITED);
    }

    void create(String id) {
      scripts.creations.reserve(id, "token", LEASE, 0);
      scripts.creations.fulfil(id, "token", 0, ItemPeriod.OF_CACHE, RETENTION, STATE, 0, false);
    }

    /** Its last state is committed. */
    ItemFields end(String id, Mark mark) {
      Grant.Item item = scripts.claims.claim(0, ++syncs, LEASE, 1, 1, 0).items().get(0);
      assertThat(item.id()).isEqualTo(id);
      TestClaim claim = new TestClaim(id, item.fields().generation(), item.fields().run());
      CommittedOutcome outcome =
          new CommittedOutcome(
              claim, Outcome.UPDATED, ItemPeriod.TERMINAL, 0, 0, false, mark, STATE, null, null);
      return scripts
          .claims
          .commit(scripts.session.epoch(), RETENTION, 1, 0, List.of(outcome))
          .get(0);
    }

    ItemFields createEnded(String id, Mark mark) {
      create(id);
      return end(id, mark);
    }

    List<HandlerGrant.Item> claim(int most) {
      requests++;
      return handler.next(List.of(), LEASE, most, requests, requests - 1).items();
    }

    HandlerEnd.Answer returned(MarkClaim claim) {
      return handler.end(List.of(new HandlerEnd(claim, HandlerEnd.RETURNED))).ended().get(0);
    }

    void putBack(PutBack... all) {
      scripts.restore.putBack(LEASE, RETENTION, 100, List.of(all));
    }
  }

  private static PutBack item(String id, ItemFields fields) {
    return new PutBack.Item(id, fields, STATE);
  }

  private void beginAnotherEpoch() {
    one.open(true);
    two.open(false);
  }

  // Claims.

  @Test
  void claimThatIsSentAgainIsGrantedOnce() {
    one.createEnded("a", Mark.WANTED);
    one.createEnded("b", Mark.WANTED);
    HandlerGrant first = one.handler.next(List.of(), LEASE, 1, 1, 0);
    HandlerGrant again = one.handler.next(List.of(), LEASE, 1, 1, 0);
    assertThat(again.items()).isEqualTo(first.items()).hasSize(1);
    assertThat(again.due()).isEqualTo(1);
  }

  @Test
  void claimWhoseAnswerWasNotHeardIsDueAgainWithTheNextAndGrantsNothingIfItComesLate() {
    one.createEnded("a", Mark.WANTED);
    one.handler.next(List.of(), LEASE, 1, 1, 0); // and nobody hears the answer
    assertThat(two.claim(1)).isEmpty();
    List<HandlerGrant.Item> granted = one.handler.next(List.of(), LEASE, 1, 3, 0).items();
    assertThat(granted).hasSize(1);
    one.createEnded("b", Mark.WANTED);
    assertThat(one.handler.next(List.of(), LEASE, 1, 2, 0).items()).isEmpty();
    assertThat(one.returned(granted.get(0).claim()).fields().isMarked()).isFalse();
  }

  @Test
  void leaseThatRunsOutIsTakenOverAndWhoeverHadItCanDoNothing() {
    one.createEnded("a", Mark.WANTED);
    MarkClaim slow = one.claim(1).get(0).claim();
    offset.addAndGet(LEASE - SECOND);
    one.handler.renew(LEASE, List.of(slow));
    offset.addAndGet(LEASE - SECOND);
    assertThat(two.claim(1)).as("it was renewed").isEmpty();
    offset.addAndGet(2 * SECOND);
    assertThat(two.claim(1)).hasSize(1);
    one.handler.renew(10 * LEASE, List.of(slow));
    assertThat(one.handler.fail(slow, "late")).isNegative();
    assertThat(one.returned(slow).fields()).isNull();
    offset.addAndGet(LEASE + SECOND);
    MarkClaim last = one.claim(1).get(0).claim();
    assertThat(one.returned(last).fields().isMarked()).isFalse();
  }

  @Test
  void requestThatIsOvertakenByOneThatFindsNothingIsGrantedNothing() {
    assertThat(one.handler.next(List.of(), LEASE, 1, 2, 0).items()).isEmpty();
    one.createEnded("a", Mark.WANTED);
    assertThat(one.handler.next(List.of(), LEASE, 1, 1, 0).items()).isEmpty();
    assertThat(one.handler.next(List.of(), LEASE, 1, 3, 2).items()).hasSize(1);
  }

  @Test
  void requestThatFoundNothingAndArrivesAgainIsGrantedNothing() {
    assertThat(one.handler.next(List.of(), LEASE, 1, 1, 0).items()).isEmpty();
    one.createEnded("a", Mark.WANTED);
    assertThat(one.handler.next(List.of(), LEASE, 1, 1, 0).items()).isEmpty();
    assertThat(two.claim(1)).hasSize(1);
  }

  @Test
  void callsEndAndTheNextOnesAreClaimedAtOnce() {
    for (String id : List.of("a", "b", "c")) {
      one.createEnded(id, Mark.WANTED);
    }
    HandlerGrant first = one.handler.next(List.of(), LEASE, 2, 1, 0);
    List<HandlerEnd> ends =
        List.of(
            new HandlerEnd(first.items().get(0).claim(), HandlerEnd.RETURNED),
            new HandlerEnd(first.items().get(1).claim(), 0));
    HandlerGrant next = one.handler.next(ends, LEASE, 2, 2, 1);
    assertThat(next.ended().get(0).fields().isMarked()).isFalse();
    assertThat(next.ended().get(1).fields().isMarked()).isTrue();
    assertThat(next.items())
        .as("also one that has just failed")
        .extracting(item -> item.claim().id())
        .containsExactly("c", first.items().get(1).claim().id());
    HandlerGrant again = one.handler.next(ends, LEASE, 2, 2, 1);
    assertThat(again.ended()).extracting(HandlerEnd.Answer::fields).containsOnlyNulls();
    assertThat(again.items()).isEqualTo(next.items());
  }

  @Test
  void endThatIsToldTwiceInOneRequestCountsOnce() {
    one.createEnded("a", Mark.WANTED);
    HandlerEnd end = new HandlerEnd(one.claim(1).get(0).claim(), HandlerEnd.RETURNED);
    List<HandlerEnd.Answer> answers = one.handler.end(List.of(end, end)).ended();
    assertThat(answers.get(0).fields().isMarked()).isFalse();
    assertThat(answers.get(1).fields()).isNull();
  }

  @Test
  void callEndsWhileAnEpochOpensButNoneIsClaimed() {
    ItemFields ended = one.createEnded("a", Mark.WANTED);
    MarkClaim claim = one.claim(1).get(0).claim();
    flush();
    beginAnotherEpoch();
    one.putBack(item("a", ended), new PutBack.HandlerCall(claim));
    HandlerEnd failed = new HandlerEnd(claim, 0);
    HandlerGrant grant = one.handler.next(List.of(failed), LEASE, 1, 2, 1);
    assertThat(grant.ended().get(0).fields().isMarked()).isTrue();
    assertThat(grant.items()).isEmpty();
    assertThat(grant.waitMicros()).isPositive();
    offset.addAndGet(OPENING);
    assertThat(two.claim(1)).hasSize(1);
  }

  // What is given up.

  private static List<String> ids(HandlerGivenUp given) {
    return given.items().stream().map(HandlerGivenUp.Item::id).toList();
  }

  @Test
  void whatWasGivenUpIsToldOfAgainUntilTheAnswerWasHeard() {
    one.createEnded("a", Mark.WANTED);
    offset.addAndGet(HANDLER_RETENTION);
    one.createEnded("b", Mark.WANTED);
    assertThat(ids(one.handler.giveUp(HANDLER_RETENTION, 1, 0))).containsExactly("a");
    assertThat(ids(one.handler.giveUp(HANDLER_RETENTION, 1, 0)))
        .as("the same request again")
        .containsExactly("a");
    offset.addAndGet(HANDLER_RETENTION);
    assertThat(ids(two.handler.giveUp(HANDLER_RETENTION, 1, 0)))
        .as("another replica is told of others")
        .containsExactly("b");
    assertThat(ids(one.handler.giveUp(HANDLER_RETENTION, 2, 0)))
        .as("nobody heard the answer to the first")
        .containsExactly("a");
    assertThat(ids(one.handler.giveUp(HANDLER_RETENTION, 3, 2))).isEmpty();
  }

  @Test
  void givingUpInAnEpochThatIsOverDoesNothing() {
    ItemFields ended = one.createEnded("a", Mark.WANTED);
    offset.addAndGet(HANDLER_RETENTION);
    flush();
    two.open(true); // the other one has not heard of the new epoch yet
    two.putBack(item("a", ended));
    assertThatThrownBy(() -> one.handler.giveUp(HANDLER_RETENTION, 1, 0))
        .isInstanceOf(CacheUnavailableException.class);
    one.open(false);
    offset.addAndGet(OPENING);
    assertThat(ids(one.handler.giveUp(HANDLER_RETENTION, 2, 0))).containsExactly("a");
  }

  @Test
  void whatWasGivenUpBeforeALossStaysSoIfAnyReplicaKnows() {
    ItemFields marked = one.createEnded("a", Mark.WANTED);
    offset.addAndGet(HANDLER_RETENTION);
    ItemFields given = one.handler.giveUp(HANDLER_RETENTION, 1, 0).items().get(0).fields();
    for (List<ItemFields> order : bothOrders(marked, given)) {
      assertThat(claimedAfterALoss(order)).as("%s", order).isEmpty();
      assertThat(ids(two.handler.giveUp(HANDLER_RETENTION, 1, 0))).as("%s", order).isEmpty();
    }
  }

  @Test
  void whatWasGivenUpWithoutAnybodyKnowingIsGivenUpInTheNextEpoch() {
    ItemFields marked = one.createEnded("a", Mark.WANTED);
    offset.addAndGet(HANDLER_RETENTION);
    one.handler.giveUp(HANDLER_RETENTION, 1, 0); // and nobody hears the answer
    flush();
    beginAnotherEpoch();
    two.putBack(item("a", marked));
    offset.addAndGet(OPENING);
    assertThat(ids(one.handler.giveUp(HANDLER_RETENTION, 2, 0))).containsExactly("a");
  }

  // Replicas without a handler.

  @Test
  void terminalStateOfAReplicaWithoutHandlerIsMarkedOnlyWhileAHandlerIsKnown() {
    assertThat(two.createEnded("before", Mark.UNKNOWN).isMarked()).isFalse();
    one.handler.announceHandler(HANDLER_RETENTION);
    one.scripts.heartbeats.send(false);
    assertThat(two.createEnded("meanwhile", Mark.UNKNOWN).isMarked()).isTrue();
    offset.addAndGet(HANDLER_RETENTION + SECOND);
    assertThat(two.createEnded("after", Mark.UNKNOWN).isMarked()).isFalse();
  }

  @Test
  void unhandledItemExpiresOnceNoHandlerIsKnownAnyLonger() {
    one.handler.announceHandler(HANDLER_RETENTION);
    one.scripts.heartbeats.send(false);
    two.createEnded("a", Mark.UNKNOWN);
    offset.addAndGet(HANDLER_RETENTION - SECOND);
    assertThat(two.scripts.removals.expire().removed()).isEmpty();
    offset.addAndGet(2 * SECOND);
    assertThat(two.scripts.removals.expire().removed())
        .extracting(RemovedItem::id)
        .containsExactly("a");
    assertThat(two.claim(1)).isEmpty();
  }

  @Test
  void whatExpiresIsBoundedAlsoIfNoHandlerIsKnownAndTheRestExpiresAtOnce() {
    one.handler.announceHandler(HANDLER_RETENTION);
    one.scripts.heartbeats.send(false);
    for (int i = 0; i < 260; i++) {
      two.createEnded("job-" + i, i < 10 ? Mark.NONE : Mark.UNKNOWN);
    }
    offset.addAndGet(HANDLER_RETENTION + SECOND);
    Expiry first = two.scripts.removals.expire();
    assertThat(first.removed()).hasSize(256);
    assertThat(first.waitMicros()).isZero();
    assertThat(two.scripts.removals.expire().removed()).hasSize(4);
    assertThat(two.scripts.removals.expire().waitMicros()).isNegative();
  }

  @Test
  void handlerIsKnownInTheNextEpochEvenIfOnlyAReplicaWithoutOneOpensIt() {
    one.handler.announceHandler(HANDLER_RETENTION);
    one.scripts.heartbeats.send(false);
    two.scripts.heartbeats.send(false);
    flush();
    two.open(false);
    offset.addAndGet(OPENING);
    assertThat(two.createEnded("a", Mark.UNKNOWN).isMarked()).isTrue();
  }

  // Losses.

  @Test
  void callThatWasPutBackKeepsItsMarkToItself() {
    ItemFields ended = one.createEnded("a", Mark.WANTED);
    MarkClaim claim = one.claim(1).get(0).claim();
    flush();
    beginAnotherEpoch();
    two.putBack(item("a", ended));
    one.putBack(item("a", ended), new PutBack.HandlerCall(claim));
    offset.addAndGet(OPENING);
    assertThat(two.claim(1)).isEmpty();
    assertThat(one.returned(claim).fields().isMarked()).isFalse();
    offset.addAndGet(2 * LEASE);
    assertThat(two.claim(1)).isEmpty();
  }

  @Test
  void callThatWasNotPutBackIsVoidAndMadeAgain() {
    ItemFields ended = one.createEnded("a", Mark.WANTED);
    MarkClaim claim = one.claim(1).get(0).claim();
    flush();
    beginAnotherEpoch();
    two.putBack(item("a", ended));
    assertThat(two.claim(1)).as("before all had time to put back").isEmpty();
    offset.addAndGet(OPENING);
    assertThat(two.claim(1)).hasSize(1);
    assertThat(one.returned(claim).fields()).isNull();
  }

  @Test
  void stateThatOneReplicaKnowsToBeHandledStaysHandledWhoeverIsFirst() {
    ItemFields marked = one.createEnded("a", Mark.WANTED);
    ItemFields handled = one.returned(one.claim(1).get(0).claim()).fields();
    for (List<ItemFields> order : bothOrders(marked, handled)) {
      assertThat(claimedAfterALoss(order)).as("%s", order).isEmpty();
    }
  }

  @Test
  void markThatOneReplicaKnowsStaysBesideAnotherStateWithoutOneWhoeverIsFirst() {
    ItemFields marked = one.createEnded("a", Mark.WANTED);
    ItemFields later =
        new ItemFields(
            marked.generation(),
            marked.version() + 1,
            marked.period(),
            marked.created(),
            marked.synced() + 1,
            marked.due(),
            marked.failing(),
            marked.run(),
            marked.failures());
    for (List<ItemFields> order : bothOrders(marked, later)) {
      assertThat(claimedAfterALoss(order)).as("%s", order).hasSize(1);
    }
  }

  private static List<List<ItemFields>> bothOrders(ItemFields a, ItemFields b) {
    return List.of(List.of(a, b), List.of(b, a));
  }

  /** What can be claimed once replicas have put back what each knows of one item. */
  private List<HandlerGrant.Item> claimedAfterALoss(List<ItemFields> known) {
    flush();
    beginAnotherEpoch();
    known.forEach(fields -> two.putBack(item("a", fields)));
    offset.addAndGet(OPENING);
    return two.claim(1);
  }

  @Test
  void fallbackDoesNotUndoWhatIsKnownToBeHandled() {
    ItemFields marked = one.createEnded("a", Mark.WANTED);
    ItemFields handled =
        new ItemFields(
            marked.generation(),
            marked.version() + 1,
            marked.period(),
            marked.created(),
            marked.synced(),
            marked.due(),
            marked.failing(),
            marked.run(),
            marked.failures());
    beginAnotherEpoch(); // Redis is back at the time before it was handled
    one.putBack(item("a", handled));
    offset.addAndGet(OPENING);
    assertThat(two.claim(1)).isEmpty();
  }

  @Test
  void marksThatAreLostAreMissedAndRepaired() {
    one.createEnded("a", Mark.WANTED);
    assertThat(one.scripts.heartbeats.send(false).missing()).isEmpty();
    command("DEL", key("marks"));
    assertThat(one.scripts.heartbeats.send(false).missing()).contains("marks");
    beginAnotherEpoch();
    offset.addAndGet(OPENING);
    one.scripts.restore.repair(LEASE, RETENTION);
    assertThat(one.scripts.heartbeats.send(false).missing()).isEmpty();
    assertThat(two.claim(1)).hasSize(1);
  }
}
