package io.github.autorefresh.cache.spring.redis.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spring.redis.RedisForTests;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.data.redis.connection.RedisConnection;

/** When items are due after the period has changed: in a Redis whose clock is moved by hand. */
class PeriodScriptsTest {

  @RegisterExtension static final RedisForTests REDIS = new RedisForTests();

  private static final long SECOND = TimeUnit.SECONDS.toMicros(1);
  private static final long HOUR = TimeUnit.HOURS.toMicros(1);
  private static final long LEASE = 30 * SECOND;

  private static int stores;

  private final AtomicLong offset = new AtomicLong();
  private final String prefix = "periods-" + stores++;
  private final TestScripts one = joined(24);
  private final TestScripts two = joined(24);

  @BeforeEach
  void createAnItem() {
    create("a", 24);
  }

  private TestScripts joined(long hours) {
    TestScripts scripts = TestScripts.of(REDIS.connections(), prefix, offset::get);
    scripts.epochs.open(false, Known.NOTHING, new ClusterSettings(0, 10, hours * HOUR, 0, false));
    return scripts;
  }

  /** One that is due for the first time in so long. */
  private void create(String id, long hours) {
    one.creations.reserve(id, "token", LEASE, 0);
    assertThat(
            one.creations.fulfil(
                id,
                "token",
                0,
                ItemPeriod.OF_CACHE,
                HOUR,
                new EncodedItem(id.getBytes(UTF_8)),
                TimeUnit.HOURS.toNanos(hours),
                false))
        .isInstanceOf(CreationStep.Created.class);
  }

  private static void retune(TestScripts scripts, long hours) {
    scripts.control.retune(0, 10, hours * HOUR);
  }

  private StoredItem item(String id) {
    return ((CreationStep.Found) one.creations.reserve(id, "token", LEASE, 0)).item();
  }

  private void assertDueIn(String id, double hours) {
    long left = item(id).fields().due() - one.heartbeats.send(false).nowMicros();
    assertThat((double) left).isBetween(hours * HOUR - 30 * SECOND, hours * HOUR + 30 * SECOND);
  }

  @Test
  void sameChangeOfAllReplicasScalesOnce() {
    List<TestScripts> replicas = List.of(one, two, joined(24));
    replicas.forEach(replica -> retune(replica, 1));
    replicas.forEach(replica -> replica.control.rescale());
    assertDueIn("a", 1);
  }

  @Test
  void differentChangesAtOnceScaleToTheLastInWhateverOrderTheyAreFinished() {
    retune(one, 1);
    one.control.rescale();
    assertDueIn("a", 1);
    retune(one, 24);
    retune(two, 2);
    two.control.rescale();
    one.control.rescale();
    assertDueIn("a", 2);
  }

  @Test
  void changeThatWasTakenBackBeforeItWasFinishedScalesNothing() {
    retune(one, 1);
    retune(two, 24);
    one.control.rescale();
    assertDueIn("a", 24);
    offset.addAndGet(12 * HOUR);
    retune(one, 1);
    one.control.rescale();
    assertDueIn("a", 0.5);
  }

  @Test
  void itemIsScaledByWhatHasChangedSinceItWasCreated() {
    retune(one, 1);
    create("b", 1);
    retune(one, 2);
    one.control.rescale();
    assertDueIn("a", 2);
    assertDueIn("b", 2);
  }

  @Test
  void otherChangesScaleNothing() {
    retune(one, 12);
    one.control.rescale();
    one.control.pause(true);
    one.control.pause(false);
    one.control.retune(5, 3, 12 * HOUR);
    one.control.rescale();
    assertDueIn("a", 12);
    retune(one, 6);
    one.control.rescale();
    assertDueIn("a", 6);
  }

  @Test
  void ofMoreChangesThanAreRememberedTheOldestOneThatIsCounts() {
    for (int change = 1; change <= 16; change++) {
      retune(one, 100 + change);
    }
    one.control.rescale();
    assertDueIn("a", 24.0 * 116 / 101);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsThereAfterALossIsDueByThePeriodThatHoldsThen(boolean allIsLost) {
    retune(one, 6);
    retune(one, 12);
    one.control.rescale();
    StoredItem known = item("a");
    long tuning = one.heartbeats.send(false).settings().settings().tuning();
    try (RedisConnection connection = REDIS.connections().getConnection()) {
      if (allIsLost) {
        connection.serverCommands().flushAll();
      } else {
        connection.keyCommands().del(("{" + prefix + ":jobs}:v1:control").getBytes(UTF_8));
      }
    }
    // Whoever begins the new epoch has heard of no retune but the first.
    one.epochs.open(
        false,
        Known.version(known.fields().version()),
        new ClusterSettings(0, 10, 12 * HOUR, tuning - 1, false));
    PutBack.Item lost = new PutBack.Item("a", known.fields(), known.state());
    one.restore.putBack(LEASE, HOUR, known.fields().version(), List.of(lost));
    one.control.rescale();
    assertDueIn("a", 12);
    retune(one, 6);
    one.control.rescale();
    assertDueIn("a", 6);
  }
}
