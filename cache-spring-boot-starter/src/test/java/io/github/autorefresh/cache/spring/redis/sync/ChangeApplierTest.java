package io.github.autorefresh.cache.spring.redis.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spi.RecordedChanges;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.lease.Claims;
import io.github.autorefresh.cache.spring.redis.lease.RefreshRequests;
import io.github.autorefresh.cache.spring.redis.script.EncodedItem;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import io.github.autorefresh.cache.spring.redis.script.ItemFormat;
import io.github.autorefresh.cache.spring.redis.script.StoredItem;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of an item whose latest state this replica cannot read, but an earlier one. */
class ChangeApplierTest {

  private final LocalItems<Job> items = new LocalItems<>("jobs", new ManualTime(), Runnable::run);
  private final UnreadableItems unreadable = new UnreadableItems("jobs", id -> {});
  private final ItemFormat<Job> format =
      new ItemFormat<>(
          job -> new byte[] {(byte) job.version()},
          (id, bytes) -> {
            if (bytes[0] > 1) {
              throw new IllegalArgumentException("of another release");
            }
            return new Job(id, bytes[0], false, null);
          });
  private final ChangeApplier<Job> applier =
      new ChangeApplier<>(
          items,
          format,
          unreadable,
          new Claims(),
          new ChangeNotifications<>(items, new RefreshRequests(), new RecordedChanges()),
          IOException::new,
          () -> {},
          () -> {});

  private static ItemFields fields(long version, long synced) {
    return new ItemFields(1, version, ItemPeriod.OF_CACHE, 1, synced, 1, 0, (int) synced, 0);
  }

  private boolean stored(int version) {
    EncodedItem state = format.encode(new Job("a", version, false, null));
    return applier.stored(new StoredItem("a", fields(version, version), state, ""));
  }

  @BeforeEach
  void readOneAndNotTheNext() {
    assertThat(stored(1)).isTrue();
    assertThat(stored(2)).isTrue();
    assertThat(items.find("a")).isEqualTo(new Job("a", 1, false, null));
    assertThat(unreadable.count()).isEqualTo(1);
  }

  @Test
  void syncWithoutAChangeIsNoReasonToReadItAgain() {
    assertThat(applier.synced("a", fields(2, 3), "")).isTrue();
  }

  @Test
  void syncOfAStateThatWasMissedIsOneToReadIt() {
    items.stream().forEach(local -> applier.forgotten(local, 2));
    assertThat(stored(1)).isTrue();
    assertThat(applier.synced("a", fields(2, 3), "")).isFalse();
  }

  @Test
  void isNotCountedAnyMoreOnceItIsForgotten() {
    items.stream().forEach(local -> applier.forgotten(local, 2));
    assertThat(unreadable.count()).isZero();
  }
}
