package io.github.autorefresh.cache.spring.redis.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spring.redis.RedisForTests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the scripts decide about an outage of all replicas. As {@link ScriptsTest}. */
@Tag("any-jdk")
class OutageScriptsTest {

  @RegisterExtension static final RedisForTests REDIS = new RedisForTests();

  private static final long SECOND = TimeUnit.SECONDS.toMicros(1);
  private static final long LEASE = 30 * SECOND;
  private static final long RETENTION = 3600 * SECOND;
  private static final long TIMEOUT = 10 * SECOND;

  private static int stores;

  private final AtomicLong offset = new AtomicLong();
  private final String prefix = "outages-" + stores++;
  private final Member one = new Member();
  private final Member two = new Member();

  private record TestClaim(String id, long generation, int run) implements Fence {
    static TestClaim of(Grant.Item item) {
      return new TestClaim(item.id(), item.fields().generation(), item.fields().run());
    }
  }

  /** A replica. */
  private final class Member {
    final TestScripts scripts = TestScripts.of(REDIS.connections(), prefix, offset::get);
    final OutageScripts outages = scripts.outages;
    long request;

    Member() {
      open();
    }

    void open() {
      scripts.epochs.open(false, Known.NOTHING, new ClusterSettings(0, 10, 30 * SECOND, 0, false));
    }

    void create(int items) {
      for (int i = 0; i < items; i++) {
        String id = "job-" + i;
        scripts.creations.reserve(id, "token", LEASE, 0);
        EncodedItem state = new EncodedItem("0".getBytes(UTF_8));
        scripts.creations.fulfil(id, "token", 0, ItemPeriod.OF_CACHE, RETENTION, state, 0, false);
      }
    }

    List<Grant.Item> claim(int most) {
      return scripts.claims.claim(0, ++request, LEASE, most, 1, 0).items();
    }

    List<Grant.Item> probe(OutageState known) {
      return asks(known, List.of("job-0", "job-1", "job-2")).items();
    }

    Grant asks(OutageState known, List<String> ids) {
      OutageScripts.Probe probe = new OutageScripts.Probe(1, known, true, TIMEOUT);
      return outages.probe(0, ++request, LEASE, probe, ids);
    }

    OutageState outage() {
      return requireNonNull(scripts.heartbeats.send(false).outage());
    }

    void putBack(PutBack... known) {
      scripts.restore.putBack(LEASE, RETENTION, 0, List.of(known));
    }

    void fail(int calls) {
      List<Grant.Item> claimed = claim(calls);
      assertThat(claimed).hasSize(calls);
      claimed.forEach(item -> commit(List.of(item), Outcome.FAILED));
    }

    void succeed(int calls) {
      commit(claim(calls), Outcome.UNCHANGED);
    }

    void commit(List<Grant.Item> items, Outcome outcome) {
      List<CommittedOutcome> outcomes = new ArrayList<>();
      for (Grant.Item item : items) {
        boolean failed = outcome == Outcome.FAILED;
        outcomes.add(
            new CommittedOutcome(
                TestClaim.of(item),
                outcome,
                ItemPeriod.OF_CACHE,
                Duration.ofSeconds(30).toNanos(),
                failed ? item.fields().failures() + 1 : 0,
                false,
                CommittedOutcome.Mark.NONE,
                null,
                failed ? "down" : null,
                null));
      }
      scripts.claims.commit(scripts.session.epoch(), RETENTION, 1, TIMEOUT, outcomes);
    }
  }

  private void advance(long micros) {
    offset.addAndGet(micros);
  }

  private OutageState begun(int items) {
    one.create(items);
    one.outage();
    two.outage();
    one.fail(10);
    two.fail(10);
    OutageState outage = one.outage();
    assertThat(outage.isOn()).isTrue();
    return outage;
  }

  @Test
  void failuresOfAllReplicasMakeOneThatAllKnow() {
    one.create(30);
    one.outage();
    two.outage();
    one.fail(10);
    two.fail(9);
    assertThat(one.outage().isOn()).isFalse();
    two.fail(1);
    assertThat(one.outage().isOn()).isTrue();
    assertThat(two.outage().cause()).isEqualTo("down");
    assertThat(one.claim(10)).isEmpty();
    assertThat(two.claim(10)).isEmpty();
  }

  @Test
  void brokenNetworkOfOneReplicaIsNone() {
    one.create(100);
    one.outage();
    two.outage();
    one.fail(40);
    assertThat(one.outage().isOn()).as("the other has not called yet").isFalse();
    two.succeed(1);
    one.fail(40);
    assertThat(one.outage().isOn()).as("the other has succeeded").isFalse();
    two.fail(1);
    assertThat(one.outage().isOn()).isTrue();
  }

  @Test
  void failuresOfOneAreEnoughIfTheOthersMakeNoCall() {
    one.create(100);
    one.outage();
    two.outage();
    one.fail(40);
    advance(TIMEOUT + SECOND);
    two.outage();
    assertThat(one.outage().isOn()).isFalse();
    one.fail(1);
    assertThat(one.outage().isOn()).isTrue();
  }

  @Test
  void replicaThatIsGoneIsNotWaitedFor() {
    one.create(100);
    two.outage();
    advance(5 * SECOND);
    one.fail(20);
    assertThat(one.outage().isOn()).isTrue();
  }

  @Test
  void itemsThatHadBeenFailingDoNotCount() {
    one.create(30);
    one.fail(19);
    one.succeed(1);
    for (int i = 0; i < 3; i++) {
      advance(30 * SECOND);
      one.scripts.claims.hasten(List.of("job-0"));
      one.fail(19);
      assertThat(one.outage().isOn()).isFalse();
      one.succeed(1);
    }
  }

  @Test
  void fewerItemsAreEnoughIfNoneIsLeftThatDoesNotFail() {
    one.create(3);
    one.fail(2);
    assertThat(one.outage().isOn()).isFalse();
    one.fail(1);
    assertThat(one.outage().isOn()).isTrue();
  }

  @Test
  void oneProbeAtATimeIsMadeByTheReplicaThatKnowsOfTheLast() {
    OutageState outage = begun(30);
    List<Grant.Item> probe = one.probe(outage);
    assertThat(probe).hasSize(1);
    assertThat(two.probe(outage)).as("planned before that one").isEmpty();
    OutageState probed = two.outage();
    assertThat(probed.probes()).isOne();
    assertThat(probed.underWay()).isTrue();
    assertThat(two.probe(probed)).as("the other is under way").isEmpty();
    one.commit(probe, Outcome.FAILED);
    assertThat(two.outage().underWay()).isFalse();
    assertThat(one.probe(one.outage())).as("the other goes first").isEmpty();
    assertThat(two.probe(probed)).hasSize(1);
  }

  @Test
  void whoAsksWithoutItemsIsOnlyToldWhetherAProbeMayBeMade() {
    OutageState outage = begun(30);
    assertThat(one.asks(outage, List.of()).waitMicros()).isZero();
    assertThat(one.outage().probes()).isZero();
    assertThat(one.probe(outage)).hasSize(1);
    assertThat(two.asks(two.outage(), List.of()).waitMicros()).isNegative();
  }

  @Test
  void whoHasMadeTheLastProbeMakesTheNextIfNobodyElseDoes() {
    OutageState outage = begun(30);
    one.commit(one.probe(outage), Outcome.FAILED);
    assertThat(one.probe(one.outage())).isEmpty();
    assertThat(one.probe(one.outage())).hasSize(1);
  }

  @Test
  void probeThatHangsOrWhoseReplicaDiesIsOverAfterItsTimeout() {
    OutageState outage = begun(30);
    one.probe(outage);
    advance(TIMEOUT - SECOND);
    assertThat(two.probe(two.outage())).isEmpty();
    advance(2 * SECOND);
    assertThat(two.probe(two.outage())).hasSize(1);
  }

  @Test
  void recoveryEndsTheOneThatIsMeantForAll() {
    OutageState outage = begun(30);
    OutageState another =
        new OutageState(outage.since() - 1, 0, 0, outage.probedAt(), true, false, "");
    assertThat(one.outages.recover(another, 60 * SECOND).anotherIsOn()).isTrue();
    assertThat(one.outages.recover(OutageState.NONE, 60 * SECOND).anotherIsOn()).isTrue();
    assertThat(one.probe(OutageState.NONE)).isEmpty();
    assertThat(two.outage().isOn()).isTrue();
    assertThat(one.outages.recover(outage, 60 * SECOND).failed()).isEqualTo(20);
    assertThat(two.outage().isOn()).isFalse();
    assertThat(two.outages.recover(outage, 60 * SECOND).anotherIsOn()).isFalse();
    assertThat(two.claim(100)).hasSize(30);
  }

  @Test
  void outageAndHoldThatRedisHasLostArePutBackByThoseWhoKnowOfThem() {
    OutageState begun = begun(30);
    one.commit(one.probe(begun), Outcome.FAILED);
    OutageState known = one.outage();
    byte[] control = ("{" + prefix + ":jobs}:v1:control").getBytes(UTF_8);
    REDIS.connections().getConnection().keyCommands().del(control);
    one.open();
    StoreStatus opening = one.scripts.heartbeats.send(false);
    assertThat(opening.outage()).as("not known yet").isNull();
    assertThat(opening.heldMicros()).as("not known yet").isNegative();
    one.putBack(new PutBack.Outage(known), new PutBack.Hold(60 * SECOND));
    two.open();
    two.putBack(new PutBack.Outage(begun), new PutBack.Hold(50 * SECOND));
    advance(5 * SECOND);
    assertThat(two.outage()).as("what is known of the most probes").isEqualTo(known);
    assertThat(two.scripts.heartbeats.send(false).heldMicros()).isBetween(50 * SECOND, 55 * SECOND);
  }
}
