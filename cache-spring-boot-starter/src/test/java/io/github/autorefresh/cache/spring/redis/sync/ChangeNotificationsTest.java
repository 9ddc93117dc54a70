package io.github.autorefresh.cache.spring.redis.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spi.RecordedChanges;
import io.github.autorefresh.cache.spring.redis.copy.LocalItem;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.lease.RefreshRequests;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import io.github.autorefresh.cache.spring.redis.script.LastClaim;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a change is to a refresh is settled when it happens, and not when it is told. */
class ChangeNotificationsTest {

  private final LocalItems<Job> items = new LocalItems<>("jobs", new ManualTime(), Runnable::run);
  private final RefreshRequests requests = new RefreshRequests();
  private final RecordedChanges changes = new RecordedChanges();
  private final ChangeNotifications<Job> notifications =
      new ChangeNotifications<>(items, requests, changes);

  private static ItemFields fields(int run) {
    return new ItemFields(1, run, ItemPeriod.OF_CACHE, 1, run, 1, 0, run, 0);
  }

  private static LocalItem<Job> state(int version, int run, @Nullable Throwable failure) {
    return new LocalItem<>(new Job("a", version, false, null), fields(run), failure);
  }

  private void refresh(int lastRun) {
    requests.ask("a");
    requests.sent("a", new LastClaim(1, lastRun));
  }

  @Test
  void refreshThatComesBeforeAnEventIsToldIsNotServedByIt() {
    refresh(1);
    Runnable event = notifications.synced("a", Job.of("a"), fields(2), null);
    assertThat(changes.lines()).as("of those until now").containsExactly("began a");
    refresh(2);
    event.run();
    assertThat(changes.lines()).containsExactly("began a", "unchanged a");
    assertThat(requests.all()).containsExactly("a");
  }

  @Test
  void syncThatLeftAnItemAsItWasIsOfInterestToARefreshOnly() {
    assertThat(notifications.synced("a", Job.of("a"), fields(2), null)).isNull();
    assertThat(notifications.synced("a", Job.of("a"), fields(2), new IOException())).isNull();
    assertThat(changes.lines()).isEmpty();
  }

  @Test
  void refreshEndsWithTheFailureOfTheSyncThatServesItNotWithTheStateOfAnEarlierOne() {
    refresh(2);
    notifications.changed("a", state(1, 1, null), state(2, 3, new IOException())).run();
    assertThat(changes.lines()).containsExactly("began a", "failed a", "updated a 1->2");
  }

  @Test
  void refreshOfAnItemThatIsHereAgainOutlivesTheRemoval() {
    refresh(1);
    Runnable event = notifications.removed("a", state(1, 1, null), RemovalCause.DELETED);
    items.put("a", state(1, 1, null), replaced -> null);
    event.run();
    assertThat(requests.all()).containsExactly("a");
    items.drop(items.get("a"), () -> null);
    notifications.removed("a", state(1, 1, null), RemovalCause.DELETED).run();
    assertThat(requests.all()).isEmpty();
  }

  @Test
  void itemThatASyncHasFoundGoneEndsARefresh() {
    refresh(1);
    notifications.removed("a", state(1, 1, null), RemovalCause.GONE).run();
    assertThat(changes.lines()).containsExactly("began a", "removed a GONE");
  }
}
