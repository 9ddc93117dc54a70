package io.github.autorefresh.cache.spring.redis.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import io.github.autorefresh.cache.spring.redis.script.RemovedItem;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What overtakes its item: news of handlers, and removals that are put back. */
class LocalItemsTest {

  private final LocalItems<Job> items = new LocalItems<>(new ManualTime());

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
    items.remove(new RemovedItem("a", fields(3, 4), RemovalCause.DELETED), 0);
    assertThat(items.handlerFailures().size()).as("of an earlier one").isEqualTo(1);
    items.remove(new RemovedItem("a", fields(5, 8), RemovalCause.DELETED), 0);
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
    items.put("a", later, (previous, current) -> {});
    assertThat(items.remove(new RemovedItem("a", fields(3, 1_000), RemovalCause.DELETED), 0))
        .isNull();
    assertThat(items.get("a")).isSameAs(later);
    assertThat(items.remove(new RemovedItem("a", fields(5, 1_001), RemovalCause.DELETED), 0))
        .isSameAs(later);
  }
}
