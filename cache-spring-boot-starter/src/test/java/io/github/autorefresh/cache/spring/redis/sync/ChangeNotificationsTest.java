package io.github.autorefresh.cache.spring.redis.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spi.RecordedChanges;
import io.github.autorefresh.cache.spring.redis.copy.LocalItem;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.lease.Claim;
import io.github.autorefresh.cache.spring.redis.lease.ClaimsForTests;
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

  private void refresh(int number, int lastRun) {
    requests.sent(requests.ask("a", number), new LastClaim(1, lastRun));
  }

  @Test
  void refreshThatComesBeforeAnEventIsToldIsNotAnsweredByIt() {
    refresh(7, 1);
    Runnable event = notifications.synced("a", Job.of("a"), fields(2), null);
    refresh(8, 2);
    assertThat(changes.lines()).containsExactly("served a up to 7");
    event.run();
    assertThat(changes.lines()).containsExactly("served a up to 7", "found a");
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
    refresh(7, 2);
    notifications.changed("a", state(1, 1, null), state(2, 3, new IOException()), null).run();
    assertThat(changes.lines()).containsExactly("served a up to 7", "failed a", "updated a 1->2");
  }

  @Test
  void outcomeOfThisReplicaAnswersARefreshAndIsLeftToTheEngine() {
    Claim claim = ClaimsForTests.claim("a", fields(3));
    refresh(7, 2);
    Runnable event = notifications.changed("a", state(1, 1, null), state(2, 3, null), claim);
    ClaimsForTests.accept(claim, fields(3));
    event.run();
    assertThat(changes.lines()).containsExactly("served a up to 7", "found a");
  }

  @Test
  void refreshOfAnItemThatIsHereAgainOutlivesTheRemoval() {
    refresh(7, 1);
    LocalItem<Job> gone = state(1, 1, null);
    RemovalCause deleted = RemovalCause.DELETED;
    Runnable event = notifications.removed("a", gone, fields(1), deleted, null);
    items.put("a", state(1, 1, null), replaced -> null);
    event.run();
    assertThat(requests.all()).containsExactly("a");
    items.drop(items.get("a"), () -> null);
    notifications.removed("a", gone, fields(1), deleted, null).run();
    assertThat(requests.all()).isEmpty();
  }

  @Test
  void itemThatASyncHasFoundGoneAnswersARefreshFirst() {
    refresh(7, 1);
    notifications.removed("a", state(1, 1, null), fields(2), RemovalCause.GONE, null).run();
    assertThat(changes.lines()).containsExactly("served a up to 7", "gone a", "removed a GONE");
  }
}
