package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.autorefresh.cache.CacheFullException;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spi.ChangeSink;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.spi.StoreContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What this store does beyond the contract of all stores. */
class MemoryItemStoreTest {

  private static final CacheSettings SETTINGS = CacheSettings.defaults();
  private static final long SECOND = 1_000_000_000L;

  /** An item none of whose methods may be called. */
  private static final class Untouchable implements CacheItem {

    @Override
    public String id() {
      throw new AssertionError("id");
    }

    @Override
    public boolean isTerminal() {
      throw new AssertionError("isTerminal");
    }

    @Override
    public Duration resyncPeriod() {
      throw new AssertionError("resyncPeriod");
    }

    @Override
    public boolean equals(Object other) {
      throw new AssertionError("equals");
    }

    @Override
    public int hashCode() {
      throw new AssertionError("hashCode");
    }

    @Override
    public String toString() {
      throw new AssertionError("toString");
    }
  }

  /** Grants what the test lets it. */
  private static final class Limiter implements RateLimiter {

    private int available;
    private int granted;
    private int givenBack;
    private double tps = 10;
    private RuntimeException failure;

    @Override
    public int take(int max) {
      if (failure != null) {
        throw failure;
      }
      int taken = Math.min(max, granted);
      granted -= taken;
      available = granted;
      return taken;
    }

    @Override
    public long reserve() {
      return -SECOND;
    }

    @Override
    public int available() {
      return available;
    }

    @Override
    public boolean giveBack(int permits, long ageNanos) {
      givenBack += permits;
      return true;
    }

    @Override
    public double tps() {
      return tps;
    }

    @Override
    public int burst() {
      return 100;
    }

    @Override
    public void retune(double changed, int burst) {
      tps = changed;
    }

    private void grant(int permits) {
      available = permits;
      granted = permits;
    }
  }

  private final ManualTime time = new ManualTime();
  private final Limiter limiter = new Limiter();
  private final List<String> changes = new ArrayList<>();
  private Consumer<String> onCreated = id -> {};
  private ItemStore<Untouchable> store = newStore(SETTINGS);

  private ItemStore<Untouchable> newStore(CacheSettings settings) {
    return new MemoryItemStore<>(
        new StoreContext<>("jobs", settings, limiter, time, new Recording()));
  }

  private void use(CacheSettings settings) {
    store = newStore(settings);
  }

  private void create(String id, long period) {
    assertThat(store.reserve(id) == null).isTrue();
    store.fulfil(id, new Untouchable(), period, 0);
  }

  private void createAll(String... ids) {
    for (String id : ids) {
      create(id, ItemPeriod.OF_CACHE);
    }
  }

  private ClaimedItems<Untouchable> claim(int max) {
    ClaimedItems<Untouchable> items = new ClaimedItems<>();
    assertThat(store.claim(items, max)).isEqualTo(items.size());
    return items;
  }

  private static List<String> ids(ClaimedItems<Untouchable> items) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      ids.add(items.id(i));
    }
    return ids;
  }

  private void commit(ClaimedItems<Untouchable> items) {
    items.committedAt(time.nanos());
    store.commit(items);
  }

  private void commitTerminal(ClaimedItems<Untouchable> items) {
    for (int i = 0; i < items.size(); i++) {
      items.updated(i, new Untouchable(), ItemPeriod.TERMINAL, time.nanos());
    }
    commit(items);
  }

  private boolean isPresent(String id) {
    return store.find(id) != null;
  }

  @Test
  void noMethodOfAnItemIsCalled() {
    use(SETTINGS.withMaxSize(4).withTerminalRetention(Duration.ZERO));
    limiter.grant(100);
    createAll("updated", "unchanged", "failed", "gone");
    ClaimedItems<Untouchable> items = claim(4);
    items.updated(0, new Untouchable(), 5 * SECOND, time.nanos() + SECOND);
    items.unchanged(1, time.nanos() + SECOND);
    items.failed(2, new IllegalStateException("down"), time.nanos() + SECOND);
    items.deleted(3);
    commit(items);
    store.release(items);
    store.hasten("updated");
    commitTerminal(claim(1));
    createAll("new", "more");
    assertThatThrownBy(() -> store.reserve("fifth")).isInstanceOf(CacheFullException.class);
    assertThat(store.scan().map(entry -> entry.consecutiveFailures())).hasSize(4);
    assertThat(store.remove("failed")).isTrue();
    create("terminal", ItemPeriod.TERMINAL);
    store.retune(SETTINGS.withResyncPeriod(Duration.ofSeconds(1)));
    store.expire();
    assertThat(store.stats().overdue()).isPositive();
    assertThat(changes)
        .containsExactly(
            "created updated",
            "created unchanged",
            "created failed",
            "created gone",
            "created new",
            "removed updated EVICTED",
            "created more",
            "removed failed DELETED",
            "created terminal",
            "removed terminal EXPIRED");
  }

  @Test
  void whatIsNotGrantedAfterAllIsPutBackInItsPlace() {
    createAll("a", "b", "c");
    limiter.available = 3;
    limiter.granted = 1;

    assertThat(ids(claim(3))).containsExactly("a");

    time.advance(Duration.ofSeconds(2));
    limiter.grant(3);
    assertThat(ids(claim(3))).containsExactly("b", "c");
  }

  @Test
  void nothingStaysClaimedIfTheLimiterThrows() {
    createAll("a", "b");
    limiter.grant(2);
    limiter.failure = new IllegalStateException("limiter");
    ClaimedItems<Untouchable> items = new ClaimedItems<>();
    try {
      store.claim(items, 2);
    } catch (IllegalStateException thrown) {
      assertThat(thrown).isSameAs(limiter.failure);
    }
    assertThat(items.size()).isZero();

    limiter.failure = null;
    time.advance(Duration.ofSeconds(10));
    assertThat(ids(claim(2))).containsExactly("a", "b");
  }

  @Test
  void nothingIsClaimedWhileNoPermitIsFree() {
    createAll("a");
    assertThat(claim(1).size()).isZero();
    assertThat(store.claimable(1)).isZero();
    assertThat(store.stats().overdue()).isOne();
  }

  @Test
  void onePermitIsTakenAndGivenBackPerBatch() {
    use(SETTINGS.withMaxBatch(3));
    createAll("a", "b", "c", "d", "e");
    limiter.grant(2);
    assertThat(store.claimable(10)).isEqualTo(5);

    ClaimedItems<Untouchable> items = claim(4);
    assertThat(items.size()).isEqualTo(4);
    assertThat(limiter.granted).isZero();

    store.giveBack(items, 0);
    assertThat(limiter.givenBack).isEqualTo(2);
    limiter.grant(2);
    assertThat(store.claimable(10)).isEqualTo(5);

    store.giveBack(new ClaimedItems<>(), 0);
    assertThat(limiter.givenBack).isEqualTo(2);
  }

  @Test
  void claimableIsWhatAClaimWouldGet() {
    limiter.grant(100);
    createAll("a", "b", "c", "d", "e");
    assertThat(store.claimable(3)).isEqualTo(3);
    assertThat(store.claimable(10)).isEqualTo(5);
    claim(2);
    assertThat(store.claimable(10)).isEqualTo(3);
    claim(10);
    assertThat(store.claimable(10)).isZero();
  }

  @Test
  void claimableIsNoMoreThanIsPermittedAndTakesNoPermit() {
    use(SETTINGS.withMaxBatch(3));
    limiter.grant(1);
    createAll("a", "b", "c", "d", "e");
    assertThat(store.claimable(10)).isEqualTo(3);
    assertThat(store.claimable(10)).isEqualTo(3);
    assertThat(claim(10).size()).isEqualTo(3);
    assertThat(store.claimable(10)).isZero();
  }

  @Test
  void untilNextDueIsThePermitsTimeIfTheyAreWhatLimits() {
    createAll("a", "b", "c");
    limiter.grant(1);
    assertThat(store.untilNextDue()).isBetween(1L, SECOND);
  }

  @Test
  void untilNextDueIsTheItemsTimeIfPermitsAreFree() {
    limiter.grant(10);
    assertThat(store.untilNextDue()).isEqualTo(Long.MAX_VALUE);
    createAll("a", "b");
    assertThat(store.untilNextDue()).isEqualTo(Long.MAX_VALUE);

    ClaimedItems<Untouchable> items = claim(1);
    items.unchanged(0, time.nanos() + 3 * SECOND);
    commit(items);
    store.release(items);
    limiter.grant(10);
    assertThat(store.claimable(10)).isOne();
    assertThat(store.untilNextDue()).isEqualTo(3 * SECOND);
    time.advance(Duration.ofSeconds(3));
    assertThat(store.claimable(10)).isEqualTo(2);
  }

  @Test
  void permitsLastForTheTimeOfTwo() {
    limiter.tps = 10;
    assertThat(store.permitsLast()).isEqualTo(200_000_000);
    limiter.tps = 4_000;
    assertThat(store.permitsLast()).isEqualTo(500_000);
    limiter.tps = 1_000_000;
    assertThat(store.permitsLast()).isEqualTo(20_000);
    limiter.tps = Double.POSITIVE_INFINITY;
    assertThat(store.permitsLast()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void terminalItemWhoseClaimIsOverIsEvictedFirst() {
    use(SETTINGS.withMaxSize(2));
    limiter.grant(2);
    createAll("claimed", "released");
    ClaimedItems<Untouchable> claimed = claim(1);
    ClaimedItems<Untouchable> released = claim(1);
    commitTerminal(claimed);
    time.advance(Duration.ofSeconds(1));
    commitTerminal(released);
    store.release(released);

    createAll("first");
    assertThat(isPresent("claimed")).isTrue();
    assertThat(isPresent("released")).isFalse();

    createAll("second");
    assertThat(isPresent("claimed")).isFalse();
    assertThat(changes).contains("removed claimed EVICTED");
    store.release(claimed);
    assertThat(store.size()).isEqualTo(2);
  }

  @Test
  void itemCreatedTerminalCanBeEvictedBeforeItsListenersWereTold() {
    use(SETTINGS.withMaxSize(1));
    onCreated =
        id -> {
          if (id.equals("terminal")) {
            createAll("live");
          }
        };
    create("terminal", ItemPeriod.TERMINAL);

    assertThat(isPresent("terminal")).isFalse();
    assertThat(isPresent("live")).isTrue();
    assertThat(store.size()).isOne();
    assertThat(changes)
        .containsExactly("created terminal", "removed terminal EVICTED", "created live");
    store.expire();
    assertThat(store.untilExpiry()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void expiryLeavesATerminalItemAloneWhileItIsClaimed() {
    use(SETTINGS.withTerminalRetention(Duration.ZERO));
    limiter.grant(1);
    createAll("a");
    ClaimedItems<Untouchable> items = claim(1);
    commitTerminal(items);
    time.advance(Duration.ofSeconds(1));
    store.expire();
    assertThat(store.untilExpiry()).isEqualTo(Long.MAX_VALUE);
    assertThat(isPresent("a")).isTrue();

    store.release(items);
    store.expire();
    assertThat(isPresent("a")).isFalse();
  }

  @Test
  void untilExpiryIsKnownWithoutALook() {
    use(SETTINGS.withTerminalRetention(Duration.ofSeconds(3)));
    assertThat(store.untilExpiry()).isEqualTo(Long.MAX_VALUE);
    create("a", ItemPeriod.TERMINAL);
    assertThat(store.untilExpiry()).isEqualTo(3 * SECOND);
    time.advance(Duration.ofSeconds(2));
    assertThat(store.untilExpiry()).isEqualTo(SECOND);
  }

  @Test
  void deletedTerminalItemIsNotEvictedOnceMore() {
    use(SETTINGS.withMaxSize(1));
    limiter.grant(1);
    createAll("a");
    ClaimedItems<Untouchable> items = claim(1);
    commitTerminal(items);
    assertThat(store.remove("a")).isTrue();
    createAll("b");
    assertThatThrownBy(() -> store.reserve("c")).isInstanceOf(CacheFullException.class);

    store.giveBack(items, 0);
    assertThat(store.size()).isOne();
    assertThat(isPresent("b")).isTrue();
  }

  @Test
  void releaseOfAnEvictedItemDoesNotTouchTheNextOneOfItsId() {
    use(SETTINGS.withMaxSize(1));
    limiter.grant(1);
    createAll("a");
    ClaimedItems<Untouchable> evicted = claim(1);
    commitTerminal(evicted);
    createAll("b");
    store.remove("b");
    createAll("a");
    store.release(evicted);

    limiter.grant(1);
    assertThat(isPresent("a")).isTrue();
    assertThat(ids(claim(2))).containsExactly("a");
  }

  @Test
  void anyDelayIsADelay() {
    limiter.grant(2);
    createAll("a");
    ClaimedItems<Untouchable> items = claim(1);
    items.committedAt(0);
    items.unchanged(0, Long.MAX_VALUE);
    time.advance(Duration.ofSeconds(1));
    store.commit(items);
    store.release(items);
    assertThat(store.claimable(1)).isZero();

    store.retune(SETTINGS.withResyncPeriod(Duration.ofDays(3650)));
    assertThat(store.claimable(1)).isZero();
    assertThat(store.untilNextDue()).isPositive();
  }

  private final class Recording implements ChangeSink<Untouchable> {

    @Override
    public void created(String id, Untouchable item) {
      changes.add("created " + id);
      onCreated.accept(id);
    }

    @Override
    public void updated(String id, Untouchable previous, Untouchable current, boolean isTerminal) {}

    @Override
    public void removed(String id, Untouchable item, RemovalCause cause) {
      changes.add("removed " + id + " " + cause);
    }
  }
}
