package io.github.autorefresh.cache.spring.redis.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import io.github.autorefresh.cache.spring.redis.script.RemovedItem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What overtakes its item: news of handlers; and removals and states that are put back. */
class LocalItemsTest {

  private final LocalItems<Job> items = new LocalItems<>("jobs", new ManualTime(), Runnable::run);

  private static ItemFields fields(long generation, long version) {
    return new ItemFields(generation, version, ItemPeriod.TERMINAL, 1, 1, 1, 0, 1, 0);
  }

  /** A call fails for an item that has not come yet, of generation 5. */
  @BeforeEach
  void fail() {
    items.handlerFailed("a", 5, 7, new IOException("no mail"), 0);
    assertThat(items.handlerFailures().size()).isEqualTo(1);
  }

  @Test
  void failureOfAnItemThatNeverCameIsForgottenWithItsRemoval() {
    items.remove(new RemovedItem("a", fields(3, 4), RemovalCause.DELETED), 0, gone -> null);
    assertThat(items.handlerFailures().size()).as("of an earlier one").isEqualTo(1);
    items.remove(new RemovedItem("a", fields(5, 8), RemovalCause.DELETED), 0, gone -> null);
    assertThat(items.handlerFailures().size()).isZero();
    assertThat(items.handlerFailures().longestNanos()).isZero();
  }

  @Test
  void failureOfAnItemThatNeverCameIsForgottenOnceItIsHandled() {
    assertThat(items.handled("a", fields(5, 8), 7)).as("to be read").isFalse();
    assertThat(items.handlerFailures().size()).isZero();
  }

  @Test
  void removalThatIsPutBackAndNumberedAnewRemovesNoLaterGeneration() {
    LocalItem<Job> later = new LocalItem<>(Job.of("a"), fields(5, 6), null);
    items.put("a", later, replaced -> null);
    assertThat(
            items.remove(
                new RemovedItem("a", fields(3, 1_000), RemovalCause.DELETED), 0, gone -> null))
        .isNull();
    assertThat(items.get("a")).isSameAs(later);
    assertThat(
            items.remove(
                new RemovedItem("a", fields(5, 1_001), RemovalCause.DELETED), 0, gone -> null))
        .isSameAs(later);
  }

  private static LocalItem<Job> state(long generation, long version, long synced) {
    return new LocalItem<>(
        Job.of("b"),
        new ItemFields(generation, version, ItemPeriod.OF_CACHE, 1, synced, 1, 0, 1, 0),
        null);
  }

  private boolean put(LocalItem<Job> state) {
    return items.put("b", state, replaced -> null);
  }

  @Test
  void whatIsNewerByItsVersionStands() {
    LocalItem<Job> newer = state(5, 8, 20);
    assertThat(put(state(5, 6, 10))).isTrue();
    assertThat(put(newer)).isTrue();
    assertThat(put(state(5, 7, 15))).as("late").isTrue();
    assertThat(items.get("b")).isSameAs(newer);
  }

  @Test
  void stateThatIsPutBackAndNumberedAnewReplacesNothingThatWasSyncedLater() {
    LocalItem<Job> later = state(5, 7, 20);
    put(later);
    assertThat(put(state(5, 1_000, 10))).as("nothing is lacking in Redis").isFalse();
    assertThat(put(state(4, 1_001, 30))).isFalse();
    assertThat(items.get("b")).isSameAs(later);
    LocalItem<Job> same = state(5, 1_002, 20);
    assertThat(put(same)).isTrue();
    assertThat(items.get("b")).isSameAs(same);
  }

  @Test
  void outcomeWhoseAnswerComesAfterAnOlderStateWasPutBackStands() {
    put(state(5, 1_000, 10));
    LocalItem<Job> outcome = state(5, 7, 20);
    assertThat(put(outcome)).as("nothing is lacking in Redis").isFalse();
    assertThat(items.get("b")).isSameAs(outcome);
  }

  @Test
  void itemThatIsPutBackThoughItWasRemovedStaysAway() {
    items.remove(
        new RemovedItem("b", state(5, 8, 10).fields(), RemovalCause.DELETED), 0, gone -> null);
    assertThat(put(state(5, 1_000, 10))).as("nothing is lacking in Redis").isFalse();
    assertThat(items.get("b")).isNull();
    items.remove(
        new RemovedItem("b", state(3, 1_001, 10).fields(), RemovalCause.DELETED), 0, gone -> null);
    assertThat(items.removals().of("b").fields().generation()).isEqualTo(5);
    LocalItem<Job> created = state(9, 9, 0);
    assertThat(put(created)).isTrue();
    assertThat(items.get("b")).isSameAs(created);
  }

  @Test
  void itemThatWasDroppedForItWasNowhereToBeReadMayBePutBack() {
    LocalItem<Job> unread = state(5, 8, 10);
    put(unread);
    List<String> told = new ArrayList<>();
    items.drop(unread, () -> () -> told.add("dropped"));
    items.drop(unread, () -> () -> told.add("dropped again"));
    items.events().tell("b");
    assertThat(told).containsExactly("dropped");
    assertThat(items.live()).isZero();
    assertThat(items.removals().all()).isEmpty();
    assertThat(put(state(5, 1_000, 10))).isTrue();
    assertThat(items.get("b")).isNotNull();
  }

  @Test
  void syncThatLeftAStateAsItIsSaysNothingOfAnother() {
    LocalItem<Job> known = state(5, 7, 10);
    put(known);
    assertThat(items.synced("b", state(5, 9, 30).fields(), null, local -> null))
        .as("to be read")
        .isNull();
    assertThat(known.fields().version()).isEqualTo(7);
    assertThat(items.synced("b", state(5, 7, 20).fields(), null, local -> null)).isSameAs(known);
    assertThat(known.fields().synced()).isEqualTo(20);
  }
}
