package io.github.autorefresh.cache.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheFullException;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.HandlerSettings;
import io.github.autorefresh.cache.Job;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every store must do that keeps marks of what is to be handled. Time is moved by hand, as for
 * {@link ItemStoreContract}.
 */
public abstract class HandlerMarksContract {

  private static final Duration MOMENT = Duration.ofSeconds(2);
  private static final Duration RETENTION = Duration.ofMinutes(10);
  private static final Duration HANDLER_RETENTION = Duration.ofMinutes(30);
  private static final CacheSettings SETTINGS =
      CacheSettings.defaults()
          .withTps(CacheSettings.UNLIMITED_TPS)
          .withTerminalRetention(RETENTION)
          .withHandler(HandlerSettings.defaults().withRetention(HANDLER_RETENTION));

  protected final ManualTime time = new ManualTime();
  private final AtomicInteger marked = new AtomicInteger();
  private final Exception failure = new IOException("no mail");
  private ItemStore<Job> store;
  protected HandlerMarks<Job> marks;

  /** Makes a store that is still to be opened, in place of the one made before. */
  protected abstract ItemStore<Job> newStore(StoreContext<Job> context);

  private final class Control implements ControlSink {
    @Override
    public void mayBeDue() {}

    @Override
    public void retuned(double tps, int burst, Duration resyncPeriod) {}

    @Override
    public void marked() {
      marked.incrementAndGet();
    }

    @Override
    public void paused(boolean paused) {}
  }

  @BeforeEach
  void makeStore() {
    use(SETTINGS);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private void use(CacheSettings settings) {
    if (store != null) {
      store.close();
    }
    RateLimiter limiter = new ReferenceLimiter(settings.tps(), settings.burst(), time);
    store =
        newStore(
            new StoreContext<>(
                "jobs", settings, limiter, time, new RecordedChanges(), new Control()));
    marks = store.marks();
    assertThat(marks).isNotNull();
    store.open();
  }

  private void create(Job job) {
    assertThat(store.reserve(job.id())).isNull();
    store.fulfil(job.id(), job, ItemPeriod.of(job), 0);
  }

  /** Syncs the only due item, to that state. */
  private void update(Job state, boolean wanted) {
    store.hasten(state.id());
    ClaimedItems<Job> items = new ClaimedItems<>();
    assertThat(store.claim(items, 1)).isEqualTo(1);
    commit(items, state, wanted);
    store.release(items);
  }

  private void commit(ClaimedItems<Job> items, Job state, boolean wanted) {
    items.updated(0, state, ItemPeriod.of(state), time.nanos() + 1_000_000_000_000L);
    if (wanted) {
      items.want(0);
    }
    items.committedAt(time.nanos());
    store.commit(items);
  }

  /** An item that has ended and is unhandled. */
  protected final Job ended(String id) {
    Job job = Job.of(id);
    create(job);
    update(job.terminal(), true);
    return job.terminal();
  }

  protected final HandlerClaim<Job> claim() {
    HandlerClaim<Job> claim = marks.claim();
    assertThat(claim).isNotNull();
    return claim;
  }

  private boolean isUnhandled(String id) {
    CacheEntry<Job> entry = store.entry(id);
    return entry != null && entry.unhandled();
  }

  @Test
  void wantedStateIsMarkedAndClaimedOnce() {
    Job job = ended("a");
    assertThat(marked).hasValue(1);
    assertThat(marks.claimable(10)).isPositive();
    assertThat(marks.claimable(1)).isOne();
    HandlerClaim<Job> claim = claim();
    assertThat(claim.id()).isEqualTo("a");
    assertThat(claim.item()).isEqualTo(job);
    assertThat(claim.failures()).isZero();
    assertThat(marks.claim()).isNull();
    assertThat(marks.claimable(10)).isZero();
    assertThat(isUnhandled("a")).isTrue();
    marks.handled(claim);
    assertThat(isUnhandled("a")).isFalse();
    assertThat(marks.claim()).isNull();
    assertThat(marks.stats()).isEqualTo(new HandlerMarks.Stats(0, 0, 0));
  }

  @Test
  void oneCallEndsAndTheNextMarkIsClaimed() {
    ended("a");
    HandlerClaim<Job> first = claim();
    ended("b");
    HandlerClaim<Job> second = marks.handledThenClaim(first);
    assertThat(second).isNotNull();
    assertThat(second.id()).isEqualTo("b");
    assertThat(isUnhandled("a")).isFalse();
    assertThat(marks.handledThenClaim(first)).as("it has ended, and nothing else is due").isNull();
    assertThat(isUnhandled("b")).isTrue();
    assertThat(marks.handledThenClaim(second)).isNull();
    assertThat(marks.stats()).isEqualTo(new HandlerMarks.Stats(0, 0, 0));
  }

  @Test
  void stateThatIsMarkedDuringItsCallIsTheNextThatIsClaimed() {
    Job job = Job.of("a");
    create(job);
    update(job.next(), true);
    HandlerClaim<Job> claim = claim();
    update(job.next().terminal(), true);
    HandlerClaim<Job> next = marks.handledThenClaim(claim);
    assertThat(next).isNotNull();
    assertThat(next.item()).isEqualTo(job.next().terminal());
    assertThat(marks.handledThenClaim(next)).isNull();
    assertThat(isUnhandled("a")).isFalse();
  }

  @Test
  void stateThatIsNotWantedIsNotMarked() {
    create(Job.of("a"));
    update(Job.of("a").next(), false);
    assertThat(marks.claim()).isNull();
    assertThat(marked).hasValue(0);
    assertThat(isUnhandled("a")).isFalse();
  }

  @Test
  void createdStateIsMarkedOnlyWithItsOwnVerb() {
    create(Job.of("a").terminal());
    assertThat(marks.claim()).isNull();
    store.reserve("b");
    marks.fulfil("b", Job.of("b").terminal(), ItemPeriod.TERMINAL, 0);
    assertThat(claim().id()).isEqualTo("b");
    assertThat(marked).hasValue(1);
  }

  @Test
  void latestStateIsHandedInAndThoseBeforeItAreNot() {
    Job job = Job.of("a");
    create(job);
    update(job.next(), true);
    update(job.next().next(), true);
    HandlerClaim<Job> claim = claim();
    assertThat(claim.item().version()).isEqualTo(2);
    marks.handled(claim);
    assertThat(marks.claim()).isNull();
  }

  @Test
  void laterStateIsHandedInEvenIfItIsNotWanted() {
    Job job = Job.of("a");
    create(job);
    update(job.next(), true);
    update(job.next().next(), false);
    HandlerClaim<Job> claim = claim();
    assertThat(claim.item().version()).isEqualTo(2);
    marks.handled(claim);
    assertThat(isUnhandled("a")).isFalse();
  }

  @Test
  void wantedStateThatComesDuringACallIsClaimableAfterIt() {
    Job job = Job.of("a");
    create(job);
    update(job.next(), true);
    HandlerClaim<Job> first = claim();
    update(job.next().next(), true);
    assertThat(marks.claim()).as("one call at a time").isNull();
    marks.handled(first);
    HandlerClaim<Job> second = claim();
    assertThat(second.item().version()).isEqualTo(2);
    marks.handled(second);
    assertThat(marks.claim()).isNull();
  }

  @Test
  void stateThatComesDuringACallAndIsNotWantedIsNoReasonForAnother() {
    Job job = Job.of("a");
    create(job);
    update(job.next(), true);
    HandlerClaim<Job> claim = claim();
    update(job.next().next(), false);
    marks.handled(claim);
    assertThat(marks.claim()).isNull();
    assertThat(isUnhandled("a")).isFalse();
  }

  @Test
  void failureIsNotedAndTheMarkIsDueAgainAfterTheDelay() {
    ended("a");
    HandlerClaim<Job> claim = claim();
    marks.failed(claim, failure);
    assertThat(store.entry("a").handlerError()).hasMessageContaining("no mail");
    assertThat(marks.claim()).as("a failure does not end the claim").isNull();
    marks.release(claim, MOMENT.toNanos());
    assertThat(marks.claim()).isNull();
    assertThat(marks.untilMore()).isBetween(1L, MOMENT.toNanos());
    time.advance(MOMENT);
    HandlerClaim<Job> again = claim();
    assertThat(again.failures()).isEqualTo(1);
    assertThat(marks.stats().failing()).isEqualTo(1);
    assertThat(marks.stats().failingLongestNanos()).isGreaterThanOrEqualTo(MOMENT.toNanos());
    marks.handled(again);
    assertThat(store.entry("a").handlerError()).isNull();
    assertThat(marks.stats().failing()).isZero();
  }

  @Test
  void failureThatThrowsWhenItIsPrintedIsNotedLikeAnyOther() {
    ended("a");
    HandlerClaim<Job> claim = claim();
    marks.failed(claim, new Unprintable());
    assertThat(store.entry("a").handlerError()).isInstanceOf(Unprintable.class);
    marks.release(claim, 0);
    assertThat(claim().failures()).isEqualTo(1);
  }

  @SuppressWarnings("OverrideThrowableToString") // that is the point
  private static final class Unprintable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    @Override
    public String toString() {
      throw new IllegalStateException("cannot be printed");
    }
  }

  @Test
  void newWantedStateIsDueWhateverTheDelay() {
    Job job = Job.of("a");
    create(job);
    update(job.next(), true);
    HandlerClaim<Job> claim = claim();
    marks.failed(claim, failure);
    marks.release(claim, HANDLER_RETENTION.toNanos());
    update(job.next().next(), true);
    HandlerClaim<Job> again = claim();
    assertThat(again.item().version()).isEqualTo(2);
    assertThat(again.failures()).as("it is the same handler that fails").isEqualTo(1);
  }

  @Test
  void retryMakesAMarkDueNowAndAClaimedOneAfterItsClaim() {
    ended("a");
    marks.release(claim(), HANDLER_RETENTION.toNanos());
    assertThat(marks.claim()).isNull();
    assertThat(marks.retry("a")).isTrue();
    HandlerClaim<Job> claim = claim();
    assertThat(marks.retry("a")).isTrue();
    assertThat(marks.claim()).isNull();
    marks.release(claim, HANDLER_RETENTION.toNanos());
    marks.handled(claim());
    assertThat(marks.retry("a")).isFalse();
    assertThat(marks.retry("nobody")).isFalse();
  }

  @Test
  void endedClaimCanDoNothing() {
    ended("a");
    HandlerClaim<Job> old = claim();
    marks.release(old, 0);
    HandlerClaim<Job> current = claim();
    marks.handled(old);
    marks.failed(old, failure);
    marks.release(old, 0);
    assertThat(isUnhandled("a")).isTrue();
    assertThat(store.entry("a").handlerError()).isNull();
    assertThat(marks.claim()).isNull();
    marks.handled(current);
    assertThat(isUnhandled("a")).isFalse();
  }

  @Test
  void removalDropsTheMark() {
    ended("a");
    store.remove("a");
    assertThat(marks.claim()).isNull();
    assertThat(marks.stats().unhandled()).isZero();
    assertThat(marks.untilMore()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void recreatedIdWaitsForTheCallOfTheItemBefore() {
    ended("a");
    HandlerClaim<Job> old = claim();
    store.remove("a");
    assertThat(marks.stats().unhandled()).isZero();
    Job anew = new Job("a", 100, false, null);
    create(anew);
    update(anew.terminal(), true);
    assertThat(marks.claim()).isNull();
    assertThat(marks.stats().unhandled()).isEqualTo(1);
    marks.failed(old, failure);
    assertThat(store.entry("a").handlerError()).as("not this item's").isNull();
    marks.handled(old);
    assertThat(isUnhandled("a")).as("another item was handled").isTrue();
    assertThat(claim().item().version()).isEqualTo(101);
  }

  @Test
  void itemsAreClaimedInTheOrderInWhichTheyBecameDue() {
    ended("a");
    time.advance(MOMENT);
    ended("b");
    time.advance(MOMENT);
    ended("c");
    HandlerClaim<Job> first = claim();
    assertThat(first.id()).isEqualTo("a");
    marks.release(first, 0);
    assertThat(List.of(claim().id(), claim().id(), claim().id())).containsExactly("b", "c", "a");
  }

  @Test
  void unhandledItemDoesNotExpire() {
    ended("a");
    ended("b");
    HandlerClaim<Job> handled = claim();
    HandlerClaim<Job> unhandled = claim();
    marks.handled(handled);
    time.advance(RETENTION.plus(MOMENT));
    store.expire();
    assertThat(store.find(handled.id())).isNull();
    assertThat(store.find(unhandled.id())).isNotNull();
    assertThat(store.untilExpiry()).isPositive();
    marks.handled(unhandled);
    store.expire();
    assertThat(store.size()).isZero();
  }

  @Test
  void unhandledItemIsNotEvictedAndAFullStoreTellsHowManyThereAre() {
    use(SETTINGS.withMaxSize(2));
    ended("a");
    ended("b");
    assertThatThrownBy(() -> store.reserve("c"))
        .isInstanceOf(CacheFullException.class)
        .hasMessageContaining("2");
    HandlerClaim<Job> first = claim();
    HandlerClaim<Job> second = claim();
    marks.handled(second);
    assertThat(store.reserve("c")).isNull();
    assertThat(store.find(second.id())).isNull();
    assertThat(store.find(first.id())).isNotNull();
  }

  @Test
  void terminalItemIsGivenUpAfterTheRetentionOnce() {
    ended("a");
    marks.failed(claim(), failure);
    time.advance(HANDLER_RETENTION.minus(MOMENT));
    assertThat(marks.giveUp()).isEmpty();
    assertThat(marks.untilGiveUp()).isBetween(1L, MOMENT.toNanos());
    time.advance(MOMENT);
    assertThat(marks.untilGiveUp()).isZero();
    List<HandlerMarks.GivenUp> given = marks.giveUp();
    assertThat(given).extracting(HandlerMarks.GivenUp::id).containsExactly("a");
    assertThat(given.get(0).error()).hasMessageContaining("no mail");
    assertThat(marks.giveUp()).isEmpty();
    assertThat(isUnhandled("a")).isFalse();
    store.expire();
    assertThat(store.find("a")).isNull();
  }

  @Test
  void liveItemIsNotGivenUp() {
    create(Job.of("a"));
    update(Job.of("a").next(), true);
    time.advance(HANDLER_RETENTION.multipliedBy(2));
    assertThat(marks.giveUp()).isEmpty();
    assertThat(isUnhandled("a")).isTrue();
  }

  @Test
  void outcomeOfARemovedItemMarksNothing() {
    create(Job.of("a"));
    ClaimedItems<Job> items = new ClaimedItems<>();
    store.claim(items, 1);
    store.remove("a");
    commit(items, Job.of("a").terminal(), true);
    store.release(items);
    assertThat(marks.claim()).isNull();
    assertThat(marks.stats().unhandled()).isZero();
  }
}
